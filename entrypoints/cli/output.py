"""What commands print: facts to standard output, problems to standard error."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from domain.errors import TandemError

WIDTH_OF_A_FILE = 160
BANDS = {
    "good": ("good", "green"),
    "fair": ("fair", "yellow"),
    "at_risk": ("at risk", "bold red"),
    "new": ("new", "dim"),
    "closed": ("", "dim"),
}

Cell = str | Text


class CantWrite(TandemError):
    """The file can't be written."""

    code = "cant_write"


def console() -> Console:
    """Standard output; as wide as the terminal, and wide enough for a table in a file."""
    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    return Console(width=width, highlight=False, markup=False, emoji=False)


def say(*lines: Cell) -> None:
    """Print lines of text, wrapped by the terminal alone."""
    out = console()
    for line in lines:
        out.print(line, soft_wrap=True)


def as_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def problem(*lines: str) -> None:
    """Tell what is wrong, one line a problem."""
    for line in lines:
        sys.stderr.write(f"{line}\n")


def table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Table:
    """A table with these headings; text that is too long is wrapped, never cut."""
    made = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in made.columns:
        column.overflow = "fold"
    for row in rows:
        made.add_row(*row)
    return made


def show(part: Table | Text) -> None:
    """Print a table or a text."""
    console().print(part)


def section(title: str, part: Table | Text) -> None:
    """Print a part of a longer answer under its title."""
    out = console()
    out.print()
    out.print(Text(title, style="bold"))
    out.print(Padding(part, (0, 0, 0, 2), expand=False))


def table_of_terms(lines: Iterable[tuple[str, Cell]]) -> Table:
    """Terms with what is said of them, one below the other."""
    made = Table.grid(padding=(0, 2))
    for term, said in lines:
        made.add_row(Text(f"  {term}", style="dim"), said)
    return made


def health_cell(score: int | None, band: str) -> Text:
    """A health score with its band, as long as there is something to be done about it."""
    name, style = BANDS[band]
    return Text(name if score is None else f"{score} {name}".rstrip(), style=style)
