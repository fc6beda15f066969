"""`tandem person`: what is stored about somebody, and how they are erased."""

from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.options import AsJson, Data

app = typer.Typer(
    help="One person: all that is stored about them, and how they are erased.",
    no_args_is_help=True,
)
Id = Annotated[
    str, typer.Argument(metavar="ID", help="The person, as the people file calls them.")
]
End = Annotated[
    bool, typer.Option("--end", help="End the mentorships that are open, drop those not begun.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what there is.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask.")]


@app.command()
def erase(
    id_: Id,
    dry_run: DryRun = False,
    end: End = False,
    yes: Yes = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Erase somebody for good: name, address and words; numbers and the record's proof stay.

    A command that was interrupted is simply given again.
    """
    from entrypoints.cli import erasures
    from entrypoints.settings import load

    how = erasures.How(dry=dry_run, end=end, ask=not yes, json=json)
    raise typer.Exit(erasures.erase(load(data_dir=data), id_, how))


@app.command()
def export(
    id_: Id,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write to a file that only you can read."),
    ] = None,
    data: Data = None,
) -> None:
    """Give all that is stored about somebody, as JSON that people can read too.

    What belongs to the other person of a pair alone is left out. Read it before you hand it over.
    """
    from entrypoints.cli import erasures
    from entrypoints.settings import load

    erasures.export(load(data_dir=data), id_, out)


@app.command()
def erased(data: Data = None, json: AsJson = False) -> None:
    """List who was erased: keep this beside the back-ups, for a restored one knows less."""
    from entrypoints.cli import erasures
    from entrypoints.settings import load

    erasures.list_all(load(data_dir=data), json=json)


@app.command()
def again(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `tandem person erased --json` has said.")
    ],
    end: End = False,
    data: Data = None,
) -> None:
    """Erase once more whom an older back-up has brought back."""
    from entrypoints.cli import erasures
    from entrypoints.settings import load

    raise typer.Exit(erasures.again(load(data_dir=data), file, end=end))
