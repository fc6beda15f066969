"""`tandem cohort`: check, launch and watch cohorts."""

from datetime import datetime
from typing import Annotated

import typer

from entrypoints.cli import cohort_people, cohort_report
from entrypoints.cli.options import AsJson, Data, PairsFile, PeopleFile, ProgramFile

app = typer.Typer(
    help="Cohorts: one program with its people and pairs, launched together.",
    no_args_is_help=True,
)
app.command("people")(cohort_people.people)
app.command("surveys")(cohort_people.surveys)
app.command("report")(cohort_report.report)
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The cohort: small letters, digits and hyphens.")
]
Start = Annotated[
    datetime | None,
    typer.Option(
        "--start",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="The day on which invitations go out, as 2026-09-01; without it, today.",
    ),
]


@app.command()
def check(
    name: Name, program: ProgramFile, people: PeopleFile, pairs: PairsFile, json: AsJson = False
) -> None:
    """Find every mistake in the files at once; start nothing."""
    from entrypoints import rosters
    from entrypoints.cli.output import as_json, say

    roster = rosters.read(name, program, people, pairs)
    if json:
        as_json(rosters.facts(name, roster))
    else:
        say(*rosters.words(roster))


@app.command()
def launch(
    name: Name,
    program: ProgramFile,
    people: PeopleFile,
    pairs: PairsFile,
    start: Start = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Check the files, then start every pair that is missing.

    Launching once more is harmless.
    """
    import asyncio

    from entrypoints import rosters
    from entrypoints.cli import launches
    from entrypoints.settings import load

    roster = rosters.read(name, program, people, pairs)
    asyncio.run(launches.launch(load(data_dir=data), name, roster, start, json=json))


@app.command("list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Show all cohorts, and how they stand."""
    from entrypoints import boards
    from entrypoints.cli import board_pages, output
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        cohorts = boards.overviews(store)
    if json:
        output.as_json([overview.model_dump(mode="json") for overview in cohorts])
    elif cohorts:
        output.show(board_pages.overview_table(cohorts))
    else:
        output.say("No cohort has been launched yet.")


@app.command()
def show(name: Name, data: Data = None, json: AsJson = False) -> None:
    """Show each pair: stage, health, what is overdue."""
    from entrypoints import boards
    from entrypoints.cli import board_pages, output
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        board = boards.board(store, name)
    if json:
        output.as_json(boards.facts(board))
    else:
        board_pages.print_board(board)
