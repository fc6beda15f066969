"""The `eventsourcing` library's event store, given the same facts as events of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsourcing.persistence import DatetimeAsISO, EventStore, JSONTranscoder, Mapper
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from sqlalchemy import make_url

from domain.record import Batch, StoredFact


@dataclass(frozen=True)
class Happened:
    """A fact as the library likes its events; `timestamp` is when it happened."""

    originator_id: str
    originator_version: int
    timestamp: datetime
    kind: str
    schema_version: int
    id: str
    cohort: str
    cause: str
    data: dict[str, Any]


class Peer:
    """Appends a batch as the library's applications do."""

    def __init__(
        self,
        recorder: SQLiteApplicationRecorder | PostgresApplicationRecorder,
        datastore: SQLiteDatastore | PostgresDatastore,
    ) -> None:
        transcoder = JSONTranscoder()
        transcoder.register(DatetimeAsISO())
        recorder.create_table()
        self._store: EventStore[Any] = EventStore(Mapper(transcoder), recorder)
        self._datastore = datastore

    def append(self, events: list[Happened]) -> None:
        """Write them in one transaction."""
        self._store.put(events)

    def close(self) -> None:
        self._datastore.close()


def on_sqlite(path: str) -> Peer:
    """Its tables in a file, which it opens with a write-ahead log as we do."""
    datastore = SQLiteDatastore(path, originator_id_type="text")
    return Peer(SQLiteApplicationRecorder(datastore), datastore)


def on_postgres(url: str) -> Peer:
    """Its tables in a PostgreSQL database, with its default settings."""
    place = make_url(url)
    datastore = PostgresDatastore(
        dbname=place.database or "",
        host=place.host or "",
        port=place.port or 5432,
        user=place.username or "",
        password=place.password or "",
        originator_id_type="text",
    )
    return Peer(PostgresApplicationRecorder(datastore), datastore)


def events(batch: Batch) -> list[Happened]:
    """The facts of a batch, for the library."""
    return [_event(batch.cohort, fact) for fact in batch.facts]


def _event(cohort: str, fact: StoredFact) -> Happened:
    return Happened(
        originator_id=fact.stream,
        originator_version=fact.version,
        timestamp=fact.at,
        kind=fact.type,
        schema_version=fact.schema_version,
        id=fact.id,
        cohort=cohort,
        cause=fact.cause,
        data=fact.data,
    )
