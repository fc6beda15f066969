"""`tandem recover`: every mentorship that the engine has lost goes on from the record."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from entrypoints.recovering import Mend

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")]
Refill = Annotated[
    bool,
    typer.Option(
        "--refill",
        help="Write facts that the record lost in a restore back into it, out of the engine's"
        " histories.",
    ),
]
Rewind = Annotated[
    bool,
    typer.Option(
        "--rewind",
        help="Start pairs whose facts the record lost in a restore again from the record; what"
        " was lost stays lost.",
    ),
]
Stuck = Annotated[
    bool,
    typer.Option(
        "--stuck",
        help="Begin again from the record whatever workflow can't go on, as after a version was"
        " taken back or a key was lost for good.",
    ),
]


def recover(
    dry_run: DryRun = False,
    refill: Refill = False,
    rewind: Rewind = False,
    stuck: Stuck = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Restart from the record every mentorship whose workflow is missing.

    Each goes on from the same state and deadlines; what was delivered is not sent again, what was
    recorded and not yet sent is. Once more does nothing. Pairs of which the engine knows more than
    the record are named; --refill or --rewind says how to put them right.
    """
    import asyncio

    from entrypoints.cli import recoveries
    from entrypoints.settings import load

    if refill and rewind:
        raise typer.BadParameter("--refill and --rewind exclude each other")
    mend: Mend = "refill" if refill else "rewind" if rewind else ""
    found = asyncio.run(
        recoveries.recover(load(data_dir=data), dry=dry_run, mend=mend, stuck=stuck, json=json)
    )
    raise typer.Exit(recoveries.status_of(found))
