"""`tandem demo`: a whole cohort in fast time."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from entrypoints.demo.outcome import Ending


class Until(StrEnum):
    """How far a demo goes."""

    CLOSED = "closed"
    FOLLOWED_UP = "followed-up"


def demo(
    *,
    program: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The program's rules; else a sample.")
    ] = None,
    people: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The people; else a sample.")
    ] = None,
    pairs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The pairs; else a sample of eight.")
    ] = None,
    speed: Annotated[
        str, typer.Option(help="How much of the program passes in a second.")
    ] = "2d/s",
    seed: Annotated[
        int, typer.Option(help="The same seed gives the same behaviours and choices again.")
    ] = 7,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep everything in this folder; else nothing is kept."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON.")
    ] = None,
    until: Annotated[
        Until, typer.Option(help="Stop when all pairs are closed, or after their follow-up.")
    ] = Until.CLOSED,
    stay: Annotated[
        bool | None,
        typer.Option(
            "--stay/--no-stay",
            help="Leave the console open at the end, with a second cohort to act on; in a"
            " terminal that is so by itself.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Play a whole program in fast time, with simulated people who act on the mail they get."""
    import asyncio
    import sys

    from entrypoints import rosters
    from entrypoints.cli.output import CantWrite, console, problem
    from entrypoints.demo.files import files
    from entrypoints.demo.guide import Guide
    from entrypoints.demo.rehearsal import NAME, Wish
    from entrypoints.demo.run import folder, run
    from entrypoints.demo.speed import rate
    from entrypoints.demo.summary import print_summary

    rate(speed)
    if json and not json.absolute().parent.is_dir():
        raise CantWrite(f"The report can't be written to {json}: there is no such folder.")
    roster = rosters.read(NAME, *files(program, people, pairs))
    wish = Wish(roster, speed, seed, until.value)
    out = console()
    out.print("Starting a Temporal server, a mail catcher, a worker and the pages …", style="dim")

    def tell(ending: "Ending") -> None:
        if json:
            json.write_text(ending.report.model_dump_json(indent=2) + "\n", encoding="utf-8")
        print_summary(out, ending)

    watched = sys.stdin.isatty() and sys.stdout.isatty()
    kept = f"everything is kept in {data}" if data else ""
    guide = Guide(out, tell, stay=watched if stay is None else stay, kept=kept)
    with folder(data) as place:
        ending = asyncio.run(run(wish, place, out, guide))
    if ending is None:
        problem("Stopped before every pair was closed.")
    if ending is None or ending.problems:
        raise typer.Exit(1)
