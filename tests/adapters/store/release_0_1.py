"""How release 0.1.0 wrote and read the record, word for word; it never changes again.

A newer schema must suit it, for it goes on running until the last of its processes is replaced.
"""

from typing import Any

import orjson
from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, Engine, bindparam, text

from adapters.store.engine import writing
from adapters.store.migrate import MIGRATIONS
from adapters.store.now import now
from domain.record import Batch

OPEN_STREAM = "INSERT INTO stream (id, version) VALUES (:id, :version) ON CONFLICT (id) DO NOTHING"
MOVE_STREAM = "UPDATE stream SET version = :version WHERE id = :id AND version = :expected"
IN_ORDER = "SELECT pg_advisory_xact_lock(7269316401)"
INSERT = """
    INSERT INTO event (id, stream, version, cohort, type, schema_version, at, recorded_at, cause,
        data)
    VALUES (:id, :stream, :version, :cohort, :type, :schema_version, :at, :recorded_at, :cause,
        {data})
"""
MOMENTS = [bindparam(name, type_=DateTime(timezone=True)) for name in ("at", "recorded_at")]
DATA = {"sqlite": ":data", "postgresql": "CAST(:data AS JSONB)"}
READ = """
    SELECT event.position, event.cohort, event.recorded_at, event.id, event.stream, event.version,
        event.type, event.schema_version, event.at, event.cause, event.data
    FROM event WHERE event.position > :after ORDER BY event.position LIMIT 1000
"""


def create(engine: Engine) -> None:
    """Make a database as it was then."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")


def append(engine: Engine, batch: Batch) -> None:
    """Append facts to a stream that is at the expected version."""
    dialect = engine.dialect.name
    reached = batch.expected + len(batch.facts)
    stream = {"id": batch.stream, "version": reached, "expected": batch.expected}
    rows = [
        fact.model_dump()
        | {"cohort": batch.cohort, "recorded_at": now(), "data": orjson.dumps(fact.data).decode()}
        for fact in batch.facts
    ]
    with writing(engine) as connection:
        moved = connection.execute(text(MOVE_STREAM if batch.expected else OPEN_STREAM), stream)
        assert moved.rowcount == 1
        if dialect == "postgresql":
            connection.execute(text(IN_ORDER))
        insert = text(INSERT.format(data=DATA[dialect])).bindparams(*MOMENTS)
        connection.execute(insert, rows)


def read(engine: Engine, after: int = 0) -> list[dict[str, Any]]:
    """Read a page of the record."""
    with engine.connect() as connection:
        rows = connection.execute(text(READ), {"after": after}).mappings()
        return [dict(row) for row in rows]
