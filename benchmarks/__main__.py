"""Run every benchmark of this folder: `make bench [ONLY=append]`. Ratios mean more than times."""

import platform
import sys
from collections.abc import Iterator
from importlib import import_module
from os import cpu_count
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.rows import Row

MARKS = {True: "yes", False: "NO", None: ""}


def main(wanted: list[str]) -> None:
    """Print one table; each module gives its rows by `main()`."""
    table = Table("what", "figure", "against", "ratio", "goal", "met", title=machine())
    for name in names(wanted):
        for row in import_module(f"benchmarks.{name}").main():
            table.add_row(*cells(row))
        table.add_section()
    Console(width=150).print(table)


def names(wanted: list[str]) -> Iterator[str]:
    """The modules that measure something, or those of them that are wanted."""
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        measures = "\ndef main() -> Iterator[Row]:" in path.read_text(encoding="utf-8")
        if measures and (not wanted or path.stem in wanted):
            yield path.stem


def cells(row: Row) -> tuple[str, ...]:
    """A row as it is printed."""
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    sign = "≤" if row.at_most else "≥"
    goal = "" if row.goal is None else f"{sign} {row.goal:g}"
    return row.what, row.figure, row.against, ratio, goal, MARKS[row.met]


def machine() -> str:
    """Where this ran."""
    return f"Python {platform.python_version()}, {cpu_count()} cores, {platform.system()}"


if __name__ == "__main__":
    main(sys.argv[1:])
