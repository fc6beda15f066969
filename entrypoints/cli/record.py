"""`tandem record`: everything that ever happened."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.options import AsJson, Data

app = typer.Typer(help="The record: everything that ever happened.", no_args_is_help=True)
After = Annotated[
    int, typer.Option("--after", min=0, metavar="N", help="Only what comes behind position N.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to a file instead of standard output."),
]


@app.callback()
def group() -> None:
    """Keep `export` a command of its own."""


@app.command()
def export(after: After = 0, out: Out = None, data: Data = None, json: AsJson = False) -> None:
    """Write the record as CloudEvents 1.0, one JSON object a line.

    The lines are JSON anyway; with --out, --json prints what was written as JSON too.
    """
    from adapters.store.export import export as lines_of
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        lines = lines_of(store.events, after)
        if out is None:
            sys.stdout.buffer.writelines(lines)
        else:
            _report(out, _write(out, lines), json=json)


def _write(file: Path, lines: Iterable[bytes]) -> int:
    """Write the lines to a file, whole or not at all; returns how many there are."""
    from entrypoints.cli.output import CantWrite

    count = 0
    draft = file.with_name(f"{file.name}.part")
    try:
        with draft.open("wb") as written:
            for line in lines:
                written.write(line)
                count += 1
        draft.replace(file)
    except OSError as error:
        raise CantWrite(f"{file} can't be written: {error.strerror}.") from error
    return count


def _report(file: Path, events: int, *, json: bool) -> None:
    from entrypoints.cli.output import as_json, say
    from entrypoints.moments import count

    if json:
        as_json({"file": str(file), "events": events})
    else:
        say(f"{count(events, 'event')} written to {file}.")
