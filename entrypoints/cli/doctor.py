"""`tandem doctor`: can everything be reached, is it at the right version, is anything late?"""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.failures import UNREACHABLE, WRONG
from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from entrypoints.cli.findings import Check

SHOWN = 10


Every = Annotated[
    bool,
    typer.Option("--all", help="Compare every open pair with its workflow, not 500 of them."),
]
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="N", help="Which 500: the same N compares the same ones."),
]


def doctor(data: Data = None, every: Every = False, seed: Seed = 0, json: AsJson = False) -> None:
    """Check that everything is there, and nothing late or stuck."""
    import asyncio

    from entrypoints.cli import output
    from entrypoints.cli.checks import examine
    from entrypoints.cli.engine_checks import SAMPLE, Scope
    from entrypoints.settings import load

    scope = Scope(None if every else SAMPLE, seed)
    found = asyncio.run(examine(load(data_dir=data), scope))
    if json:
        output.as_json([check.model_dump(mode="json") for check in found])
    else:
        _print(found)
    raise typer.Exit(status_of(found))


def status_of(found: list["Check"]) -> int:
    """The exit status for what was found: servers that are away weigh most."""
    statuses = {check.status for check in found}
    if "unreachable" in statuses:
        return UNREACHABLE
    return WRONG if "trouble" in statuses else 0


def _print(found: list["Check"]) -> None:
    from rich.text import Text

    from entrypoints.cli import output

    marks = {"ok": ("ok", "green"), "trouble": ("TROUBLE", "bold red")}
    marks["unreachable"] = ("NOT REACHED", "bold red")
    rows: list[list[output.Cell]] = []
    for check in found:
        more = len(check.details) - SHOWN
        lines = [check.says, *check.details[:SHOWN], *([f"and {more} more"] if more > 0 else [])]
        word, style = marks[check.status]
        rows.append([check.name, Text(word, style=style), "\n".join(lines)])
    output.show(output.table(("What", "", "How it is"), rows))
