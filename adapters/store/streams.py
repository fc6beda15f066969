"""Whole streams of the record one after another, as fast as the driver hands them out."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from adapters.store.sealed import Place, sealing
from adapters.store.vault import DESTROYED
from domain.readmodels.telling import Line

STREAMS = 50
"""How many streams are read at once."""

_FACT = "stream, version, type, schema_version, at, cause, "
_ORDER = " ORDER BY stream, version"


class Streams:
    """Reads on a connection of its own; each page sees what is recorded by then."""

    def __init__(self, connection: Connection) -> None:
        postgres = connection.dialect.name == "postgresql"
        self._driver: Any = connection.connection.dbapi_connection
        self._mark = "%s" if postgres else "?"
        self._moment: Callable[[Any], datetime] = _utc if postgres else _read
        body = "data::text" if postgres else "data"
        self._facts = f"SELECT {_FACT}{body}, {DESTROYED} FROM event WHERE stream "  # noqa: S608
        self._sealing = sealing(connection.engine)

    def newest(self) -> int:
        """The newest position."""
        (found,) = self._rows("SELECT coalesce(max(position), 0) FROM event")
        return int(found[0])

    def touched(self, after: int) -> list[str]:
        """The streams that have facts behind a position."""
        query = f"SELECT DISTINCT stream FROM event WHERE position > {self._mark}"  # noqa: S608
        return [stream for (stream,) in self._rows(query, after)]

    def all(self) -> Iterator[list[list[Line]]]:
        """Every stream, a page of streams at a time."""
        query = f"SELECT id FROM stream WHERE id > {self._mark} ORDER BY id LIMIT {STREAMS}"  # noqa: S608
        last = ""
        while page := self._rows(query, last):
            first, last = page[0][0], page[-1][0]
            between = f"BETWEEN {self._mark} AND {self._mark}"
            yield self._told(self._rows(f"{self._facts}{between}{_ORDER}", first, last))

    def some(self, streams: Sequence[str]) -> Iterator[list[list[Line]]]:
        """Some streams, a page of streams at a time."""
        for start in range(0, len(streams), STREAMS):
            names = streams[start : start + STREAMS]
            marks = ", ".join([self._mark] * len(names))
            yield self._told(self._rows(f"{self._facts}IN ({marks}){_ORDER}", *names))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._driver.execute(query, values).fetchall()
        return rows

    def _told(self, rows: list[tuple[Any, ...]]) -> list[list[Line]]:
        moment = self._moment
        if not rows:
            return []
        places = [(Place(row[0], row[1], row[2]), row[6]) for row in rows]
        bodies = self._sealing.open_bodies(places, rows[0][7])
        lines = [
            Line(stream, version, kind, schema, moment(at), cause, body)
            for (stream, version, kind, schema, at, cause, *_), body in zip(
                rows, bodies, strict=True
            )
        ]
        return [list(of_one) for _, of_one in groupby(lines, itemgetter(0))]


def _read(stored: str) -> datetime:
    return datetime.fromisoformat(stored + "+00:00")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
