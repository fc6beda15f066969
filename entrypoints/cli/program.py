"""`tandem program`: the rules of a program."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.options import AsJson

app = typer.Typer(help="The rules of a program, as its manager writes them.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The program's rules, YAML.")]


@app.callback()
def group() -> None:
    """Keep `check` a command of its own, though it is the only one."""


@app.command()
def check(file: File, json: AsJson = False) -> None:
    """Check a program and print it with every default filled in."""
    from adapters.files.program_yaml import dump, read_program
    from entrypoints.cli.output import as_json

    program = read_program(file)
    if json:
        as_json(program.model_dump(mode="json"))
    else:
        typer.echo(dump(program), nl=False)
