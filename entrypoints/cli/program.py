"""`tandem program`: the rules of a program."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.options import As, AsJson, Data

app = typer.Typer(help="The rules of a program, as its manager writes them.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="The program's rules, YAML.")]
Name = Annotated[str, typer.Argument(metavar="PROGRAM", help="The program's own name.")]
Number = Annotated[int, typer.Argument(metavar="VERSION", help="Its number.")]
Cohort = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort whose pairs move.")]
To = Annotated[
    str,
    typer.Option("--to", metavar="VERSION", help="A published version, or a program's file."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only tell what would move and what would be sent.")
]
Rate = Annotated[
    float, typer.Option("--rate", min=0.1, max=1000, help="How many pairs a second at most.")
]


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


@app.command()
def publish(file: File, data: Data = None, json: AsJson = False) -> None:
    """Publish a version of a program: from now on its number stands for these rules.

    Pairs that run stay on the version that they follow. The same file again is harmless; changed
    rules under a number that is taken are refused, line by line.
    """
    from entrypoints import publishing
    from entrypoints.cli.output import as_json, say
    from entrypoints.cli.reach import database
    from entrypoints.settings import load

    with database(load(data_dir=data)) as store:
        published, new = publishing.publish(store, file)
    program = published.program
    if json:
        as_json({"program": program.program, "version": program.version, "new": new})
    else:
        before = "is published" if new else "was published before; nothing has changed"
        say(f"Version {program.version} of {program.program} {before}.")


@app.command("list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Show every version that was published, and which cohorts follow it."""
    from entrypoints import publishing
    from entrypoints.cli import output, program_pages
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        versions = publishing.versions(store)
    if json:
        output.as_json(program_pages.facts(versions))
    elif versions:
        output.show(program_pages.versions_table(versions))
    else:
        output.say("No program has been published, and no cohort was launched yet.")


@app.command()
def show(name: Name, version: Number, data: Data = None, json: AsJson = False) -> None:
    """Print a published version with every default filled in."""
    from adapters.files.program_yaml import dump
    from entrypoints.cli.output import as_json
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        program = store.programs.get(name, version).program
    if json:
        as_json(program.model_dump(mode="json"))
    else:
        typer.echo(dump(program), nl=False)


@app.command()
def migrate(
    cohort: Cohort,
    to: To,
    dry_run: DryRun = False,
    rate: Rate = 10.0,
    person: As = "manager",
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Move the running pairs of a cohort to a newer version of their program.

    Pairs stay on the version that they began with until then. What was begun goes on as it was;
    dates that lie ahead move by what the rules have changed, and nothing falls due because of it.
    An interrupted move is begun again by the same command; pairs that open later open under the
    new version.
    """
    import asyncio

    from entrypoints.cli import moves
    from entrypoints.cli.reach import record_of
    from entrypoints.moving import Moving
    from entrypoints.publishing import wanted
    from entrypoints.settings import load

    settings = load(data_dir=data)
    with record_of(settings) as store:
        program = store.cohorts.get(cohort).program.program
        moving = Moving(store, cohort, wanted(store, program, to), person)
        if dry_run:
            status = moves.dry_run(moving, json=json)
        else:
            status = asyncio.run(moves.carry_out(settings, moving, rate, json=json))
    raise typer.Exit(status)
