"""How Alembic runs the migrations: all in one transaction, one process at a time."""

from importlib.metadata import version as release_of
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationInfo
from sqlalchemy import Connection, insert, text

from adapters.store import (
    program_schema,  # noqa: F401  its tables join the metadata
    read_schema,  # noqa: F401  the same
    staff_schema,  # noqa: F401  the same
    vault_schema,  # noqa: F401  the same
    webhook_schema,  # noqa: F401  the same
)
from adapters.store.engine import make_engine, writing
from adapters.store.now import now
from adapters.store.schema import UtcDateTime, metadata, migration_table

# Any number that nothing else takes; append_v1 has the one before it.
MIGRATION_LOCK = 7_269_316_402


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """A migration names the database's own type, so that it does not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def wait_for_turn(connection: Connection) -> None:
    """Queue behind another process, then never keep the running system waiting for long.

    On SQLite the transaction is the only one that writes, from its first line on.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = '60s'"))
        lock = text("SELECT pg_advisory_xact_lock(:key)")
        connection.execute(lock, {"key": MIGRATION_LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '4s'"))


def note(*, step: MigrationInfo, **_: object) -> None:
    """Let the database say whom it serves now, for older code can't read the files of newer."""
    (version,) = step.up_revision_ids
    serves_from = getattr(context.script.get_revision(version).module, "serves_from", None)
    if serves_from is not None:
        row = {"version": version, "serves_from": serves_from}
        row |= {"release": release_of("tandem"), "at": now()}
        context.get_bind().execute(insert(migration_table), row)


def migrate(connection: Connection) -> None:
    """Run what the database still lacks."""
    wait_for_turn(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
        on_version_apply=note,  # type: ignore[arg-type]  # it gets all by name
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_url(url: str) -> None:
    """Run from alembic's own command, on the database of `-x url=…`."""
    engine = make_engine(url)
    try:
        with writing(engine) as connection:
            migrate(connection)
    finally:
        engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    migrate_url(context.get_x_argument(as_dictionary=True)["url"])
