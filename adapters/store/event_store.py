"""The record in a database: facts, and the board as they leave it, in one transaction."""

from sqlalchemy import Engine

from adapters.store.now import Now
from domain.ports import EventStore


def event_store(engine: Engine, clock: Now | None = None) -> EventStore:
    """The record on this database; `clock` tells when facts are recorded."""
    if engine.dialect.name == "postgresql":
        from adapters.store.postgres_store import PostgresEventStore  # noqa: PLC0415  slow to load

        return PostgresEventStore(engine, clock)
    from adapters.store.sqlite_store import SqliteEventStore  # noqa: PLC0415  as above

    return SqliteEventStore(engine, clock)
