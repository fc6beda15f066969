"""A table beside a live one, of the same shape, that only one connection sees.

It is temporary: it takes no lock and writes no log, and the database throws it away with the
connection, however that ends.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import JSON, Column, Connection, Table

from adapters.store.schema import UtcDateTime

Row = dict[str, Any]
Convert = Callable[[Any], Any]


class Shadow:
    """The table beside `live`; rows are written in the driver's own words."""

    def __init__(self, connection: Connection, live: Table) -> None:
        self._driver: Any = connection.connection.dbapi_connection
        self._postgres = connection.dialect.name == "postgresql"
        names = [column.name for column in live.columns]
        self.live, self.name = live, f"rebuilt_{live.name}"
        self.columns = ", ".join(f'"{name}"' for name in names)
        self._values = itemgetter(*names)
        self._converters = [
            (number, convert)
            for number, column in enumerate(live.columns)
            if (convert := self._converter(column))
        ]

    def create(self) -> None:
        """Make it, empty."""
        shape = f'SELECT {self.columns} FROM "{self.live.name}" WHERE 1 = 0'  # noqa: S608
        self._driver.execute(f"CREATE TEMPORARY TABLE {self.name} AS {shape}")

    def index(self) -> None:
        """Let its rows be found by their mentorship."""
        place = "" if self._postgres else "temp."
        self._driver.execute(f"CREATE INDEX {place}ix_{self.name} ON {self.name} (mentorship)")

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        values = [self._written(row) for row in rows]
        with closing(self._driver.cursor()) as cursor:
            if self._postgres:
                with cursor.copy(f"COPY {self.name} ({self.columns}) FROM STDIN") as copy:
                    for row in values:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(self.live.columns))
                cursor.executemany(f"INSERT INTO {self.name} VALUES ({marks})", values)  # noqa: S608

    def count(self) -> int:
        """How many rows it has."""
        (found,) = self._driver.execute(f"SELECT count(*) FROM {self.name}").fetchall()  # noqa: S608
        return int(found[0])

    def remove(self, mentorships: Sequence[str]) -> None:
        """Remove the rows of mentorships."""
        mark = "%s" if self._postgres else "?"
        gone = f"DELETE FROM {self.name} WHERE mentorship = {mark}"  # noqa: S608
        with closing(self._driver.cursor()) as cursor:
            cursor.executemany(gone, [(name,) for name in mentorships])

    def _written(self, row: Row) -> Sequence[Any]:
        values = list(self._values(row))
        for number, convert in self._converters:
            values[number] = convert(values[number])
        return values

    def _converter(self, column: Column[Any]) -> Convert | None:
        if isinstance(column.type, JSON):
            return _json_or_none if column.type.none_as_null else _json
        is_moment = isinstance(column.type, UtcDateTime)
        return _text if is_moment and not self._postgres else None


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _json_or_none(value: Any) -> str | None:
    return None if value is None else _json(value)


def _text(moment: datetime | None) -> str | None:
    """As SQLAlchemy writes it, for it reads the live table."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[: -len("+00:00")]
