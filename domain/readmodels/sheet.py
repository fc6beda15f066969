"""The rows of one mentorship while facts are written into them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from domain.mentorship.events import Event
from domain.mentorship.parties import PAIR
from domain.mentorship.storage import UnknownEvent

Row = dict[str, Any]
Place = tuple[str, Any]

KEYS: dict[str, Callable[[Row], Any]] = {
    "participation": lambda row: row["role"],
    "survey": lambda row: row["survey"],
    "survey_answer": lambda row: (row["survey"], row["role"]),
    "meeting": lambda row: row["number"],
    "course": lambda _: "",
    "goal": lambda row: row["goal"],
    "episode": lambda row: row["episode"],
    "score": lambda row: row["survey"],
}
"""The tables, and what names a row of a mentorship in each."""


class Sheet:
    """The rows by table and key; `changed` holds the places of those that are not stored yet."""

    def __init__(self, mentorship: str) -> None:
        self.mentorship = mentorship
        self.tables: dict[str, dict[Any, Row]] = {table: {} for table in KEYS}
        self.changed: set[Place] = set()

    def fill(self, table: str, rows: Iterable[Row]) -> None:
        """Lay in rows as they are stored."""
        key = KEYS[table]
        self.tables[table].update((key(row), row) for row in rows)

    def put(self, table: str, row: Row) -> None:
        """Add a row, or replace the one in its place."""
        key = KEYS[table](row)
        self.tables[table][key] = {"mentorship": self.mentorship, **row}
        self.changed.add((table, key))

    def change(self, table: str, key: Any, **values: Any) -> None:
        """Change values of a row that a fact before has put there."""
        self.row(table, key).update(values)
        self.changed.add((table, key))

    def count(self, key: str, *columns: str) -> None:
        """Count one more in columns of somebody's participation."""
        row = self.row("participation", key)
        for column in columns:
            row[column] += 1
        self.changed.add(("participation", key))

    def both(self, **values: Any) -> None:
        """Change values of both participations."""
        for role in PAIR:
            self.change("participation", role, **values)

    def row(self, table: str, key: Any) -> Row:
        """A row that must be there; raises `UnknownEvent` where the facts before it are not."""
        found = self.tables[table].get(key)
        if found is None:
            raise UnknownEvent(f"{self.mentorship} has no {table.replace('_', ' ')} {key} yet.")
        return found


E = TypeVar("E", bound=Event)
Show = Callable[[Sheet, Any, datetime], None]

SHOWS: dict[type[Event], tuple[Show, ...]] = {}


def shows(event: type[E]) -> Callable[[Callable[[Sheet, E, datetime], None]], Show]:
    """Register what an event leaves in some of the rows; each leaves the others' alone."""

    def register(show: Callable[[Sheet, E, datetime], None]) -> Show:
        SHOWS[event] = (*SHOWS.get(event, ()), show)
        return show

    return register
