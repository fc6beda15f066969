"""The reading half of the record, alike on both databases but for a few words of SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.store.direct import DirectConnections
from adapters.store.sealed import Opened, Place, Sealing
from adapters.store.vault import DESTROYED
from domain.record import RecordedFact, StoredFact


@dataclass(frozen=True)
class Dialect:
    """How a database spells a parameter and a fact's data as text, and how it tells a moment."""

    mark: str
    body: str
    moment: Callable[[Any], datetime]


class Reader:
    """Reads facts, page by page or a stream at a time."""

    def __init__(self, connections: DirectConnections, dialect: Dialect, sealing: Sealing) -> None:
        fact = f"id, stream, version, type, schema_version, at, cause, {dialect.body}, {DESTROYED}"
        place, mark = "position, cohort, recorded_at", dialect.mark
        of_stream, in_turn = f"FROM event WHERE stream = {mark}", "ORDER BY version"
        self._stream = f"SELECT {fact} {of_stream} AND version > {mark} {in_turn}"
        self._history = f"SELECT {fact}, {place} {of_stream} {in_turn}"
        page = f"WHERE position > {mark} ORDER BY position LIMIT {mark}"
        self._page = f"SELECT {fact}, {place} FROM event {page}"  # noqa: S608
        self._moment = dialect.moment
        self.connections = connections
        self.sealing = sealing

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        rows = self._rows(self._stream, (stream, after))
        return [StoredFact.model_validate(fact) for fact, _ in self._opened(rows)]

    def history(self, stream: str) -> list[RecordedFact]:
        return self._recorded(self._rows(self._history, (stream,)))

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        return self._recorded(self._rows(self._page, (after, limit)))

    def _rows(self, statement: str, values: tuple[object, ...]) -> Sequence[tuple[Any, ...]]:
        with self.connections.lend() as connection:
            rows: Sequence[tuple[Any, ...]] = connection.execute(statement, values).fetchall()
        return rows

    def _recorded(self, rows: Sequence[tuple[Any, ...]]) -> list[RecordedFact]:
        moment = self._moment
        return [
            RecordedFact.model_validate(
                {
                    "position": row[9],
                    "cohort": row[10],
                    "recorded_at": moment(row[11]),
                    "fact": fact,
                    "erased": erased,
                }
            )
            for row, (fact, erased) in zip(rows, self._opened(rows), strict=True)
        ]

    def _opened(
        self, rows: Sequence[tuple[Any, ...]]
    ) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
        """Facts with all in them that can be read, and their fields that are erased."""
        if not rows:
            return []
        bodies = [(Place(row[1], row[2], row[3]), row[7]) for row in rows]
        opened = self.sealing.open(bodies, rows[0][8])
        return [
            (_fact(row, each, self._moment), each.erased)
            for row, each in zip(rows, opened, strict=True)
        ]


def _fact(
    row: tuple[Any, ...], opened: Opened, moment: Callable[[Any], datetime]
) -> dict[str, Any]:
    return {
        "id": row[0],
        "stream": row[1],
        "version": row[2],
        "type": row[3],
        "schema_version": row[4],
        "at": moment(row[5]),
        "cause": row[6],
        "data": opened.data,
    }
