"""The record in PostgreSQL: an append is one statement, and so one round trip."""

from datetime import UTC, datetime

import orjson
import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from adapters.store.batches import (
    check_versions,
    key_destroyed,
    not_reached,
    other_facts,
    resealing,
    written,
)
from adapters.store.direct import DirectConnections
from adapters.store.now import Now
from adapters.store.postgres import at_rest
from adapters.store.reading import Dialect, Reader
from adapters.store.sealed import sealing
from domain.record import Batch

APPEND = "SELECT append_v3(%s, %s, %s, %s, %s, %b, %s, %s, %s)"
CONFLICTS = {"TD001": other_facts, "TD002": not_reached, "TD003": key_destroyed}


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


class PostgresEventStore(Reader):
    """`clock` tells when facts are recorded; without it the time of the server is taken."""

    def __init__(self, engine: Engine, clock: Now | None = None) -> None:
        connections = DirectConnections(engine, at_rest)
        dialect = Dialect(mark="%s", body="data::text", moment=_utc)
        super().__init__(connections, dialect, sealing(engine))
        self._clock = clock

    def append(self, batch: Batch) -> tuple[int, ...]:
        check_versions(batch)
        return resealing(self.sealing, batch, self._append) if batch.facts else ()

    def _append(self, batch: Batch, under: tuple[str, ...]) -> tuple[int, ...]:
        values = _values(batch, under, self._clock() if self._clock else None)
        try:
            with self.connections.lend() as connection:
                return tuple(connection.execute(APPEND, values).fetchone()[0])
        except DBAPIError as error:
            code = error.orig.sqlstate if isinstance(error.orig, psycopg.Error) else None
            if conflict := CONFLICTS.get(code or ""):
                raise conflict(batch) from error
            raise


def _values(batch: Batch, under: tuple[str, ...], told: datetime | None) -> tuple[object, ...]:
    """A few long values, for the driver takes its time over each array."""
    ready = written(batch)
    facts = [
        {
            "id": fact.id,
            "type": fact.type,
            "schema": fact.schema_version,
            "at": fact.at,
            "cause": fact.cause,
        }
        for fact in batch.facts
    ]
    lines, digests = b"\n".join(ready.bodies), b"".join(ready.digests)
    shown = batch.board and batch.board.model_dump_json()
    place = (batch.stream, batch.expected, batch.cohort)
    stated = orjson.dumps(facts).decode()
    return (*place, stated, lines.decode(), digests, shown, told, " ".join(under))
