"""The reading half of the record, alike on both databases but for a few words of SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from adapters.store.direct import DirectConnections
from domain.record import RecordedFact, StoredFact


@dataclass(frozen=True)
class Dialect:
    """How a database spells a parameter and a fact's data as text, and how it tells a moment."""

    mark: str
    body: str
    moment: Callable[[Any], datetime]


class Reader:
    """Reads facts, page by page or a stream at a time."""

    def __init__(self, connections: DirectConnections, dialect: Dialect) -> None:
        fact = f"id, stream, version, type, schema_version, at, cause, {dialect.body}"
        place, mark = "position, cohort, recorded_at", dialect.mark
        of_stream, in_turn = f"FROM event WHERE stream = {mark}", "ORDER BY version"
        self._stream = f"SELECT {fact} {of_stream} AND version > {mark} {in_turn}"
        self._history = f"SELECT {fact}, {place} {of_stream} {in_turn}"
        page = f"WHERE position > {mark} ORDER BY position LIMIT {mark}"
        self._page = f"SELECT {fact}, {place} FROM event {page}"  # noqa: S608
        self._moment = dialect.moment
        self.connections = connections

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        moment = self._moment
        rows = self._rows(self._stream, (stream, after))
        return [StoredFact.model_validate(_fact(row, moment)) for row in rows]

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
                    "position": row[8],
                    "cohort": row[9],
                    "recorded_at": moment(row[10]),
                    "fact": _fact(row, moment),
                }
            )
            for row in rows
        ]


def _fact(row: tuple[Any, ...], moment: Callable[[Any], datetime]) -> dict[str, Any]:
    return {
        "id": row[0],
        "stream": row[1],
        "version": row[2],
        "type": row[3],
        "schema_version": row[4],
        "at": moment(row[5]),
        "cause": row[6],
        "data": orjson.loads(row[7]),
    }
