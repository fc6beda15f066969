"""The tables of the record, for SQLite and PostgreSQL; deploy/migrations makes them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.store.append_only import APPEND_ONLY

FUNCTIONS = Path(__file__).parents[2] / "deploy/migrations/functions"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone; SQLite stores no zone, so there the column always holds UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """Refuse a moment without zone, for nobody could tell when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigNumber = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

stream_table = Table(
    "stream",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("head", LargeBinary),  # the seal of its last fact
)

event_table = Table(
    "event",
    metadata,
    Column("position", BigNumber, Identity(always=True), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("stream", Text, ForeignKey("stream.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("cohort", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema_version", SmallInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("cause", Text, nullable=False),
    Column("data", JSON, nullable=False),  # letter by letter as it was sealed, so never jsonb
    Column("hash", LargeBinary),  # its seal; facts of release 0.1 have none
    UniqueConstraint("stream", "version"),
)


def some_rows(name: str, *columns: str, only: str, unique: bool = False) -> Index:
    """An index of some rows of a table."""
    where = text(only)
    return Index(name, *columns, unique=unique, postgresql_where=where, sqlite_where=where)


ESCALATED = "open_episodes <> '[]'"
SILENT = "contact_at IS NULL AND stage NOT IN ('aligning', 'paused', 'closed')"
FILTERS = ("mentorship", "stage", "band")  # in each order, so that what is left out costs no row

board_table = Table(
    "board",
    metadata,
    Column("mentorship", Text, primary_key=True),
    Column("cohort", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("program_version", Integer, nullable=False),
    Column("mentee", Text, nullable=False),
    Column("mentor", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("health", Integer),
    Column("band", Text, nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("due", UtcDateTime),
    Column("last_event", Text, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("open_episodes", Json, nullable=False),
    Column("parts", Json),
    Column("contact_at", UtcDateTime),
    Column("names", Text().with_variant(Text(collation="C"), "postgresql")),
    Index("ix_board_stage", "cohort", "stage", "band", "mentorship"),
    Index("ix_board_due", "cohort", "due", *FILTERS),
    Index("ix_board_last", "cohort", "last_at", *FILTERS),
    Index("ix_board_names", "cohort", "names", *FILTERS),
    some_rows("ix_board_health", "cohort", "health", *FILTERS, only="stage <> 'closed'"),
    some_rows("ix_board_escalated", "cohort", "mentorship", only=ESCALATED),
    some_rows("ix_board_silent", "cohort", "mentorship", only=SILENT),
)

inbox_table = Table(
    "inbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("mentorship", Text, ForeignKey("board.mentorship"), nullable=False, index=True),
    Column("episode", Integer, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("rung", Text, nullable=False),
    Column("opened", UtcDateTime, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("suggestion", Text, nullable=False),
    Column("default", Text, nullable=False),
    Column("default_at", UtcDateTime),
    Index(None, "opened", "id"),  # the order in which the inbox is read
)

cohort_table = Table(
    "cohort",
    metadata,
    Column("name", Text, primary_key=True),
    Column("program", Json, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("clock", JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")),
)

person_table = Table(
    "person",
    metadata,
    Column("cohort", Text, ForeignKey("cohort.name"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("data", Json, nullable=False),
)

pair_table = Table(
    "cohort_pair",
    metadata,
    Column("cohort", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("mentee", Text, nullable=False),
    Column("mentor", Text, nullable=False),
    Column("note", Text, nullable=False),
    ForeignKeyConstraint(["cohort", "mentee"], ["person.cohort", "person.person"]),
    ForeignKeyConstraint(["cohort", "mentor"], ["person.cohort", "person.person"]),
)

UNSETTLED = "status IN ('deferred', 'sending')"

delivery_table = Table(
    "delivery",
    metadata,
    Column("number", BigNumber, Identity(always=True), primary_key=True),
    Column("effect", Text, nullable=False, unique=True),
    Column("mentorship", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Index(None, "mentorship", "number"),
    some_rows("ix_delivery_unsettled", "number", only=UNSETTLED),
)


pace_table = Table(  # of mail: one row, where its rate is limited
    "pace",
    metadata,
    Column("name", Text, primary_key=True),
    Column("free", UtcDateTime, nullable=False),
    Column("line", UtcDateTime, nullable=False),
)

migration_table = Table(  # read by releases that came before: it may gain columns, and lose none
    "migration",
    metadata,
    Column("version", Text, primary_key=True),
    Column("serves_from", Text, nullable=False),  # whoever knows this version can use the tables
    Column("release", Text, nullable=False),  # that brought the database there
    Column("at", UtcDateTime, nullable=False),
)


@event.listens_for(event_table, "after_create")
def _forbid_changes(_: Table, connection: Connection, **__: Any) -> None:
    """Let the database itself refuse to change or remove a fact."""
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(event_table, "after_create")
def _create_append(_: Table, connection: Connection, **__: Any) -> None:
    """Let the database itself append facts, where it can."""
    if connection.dialect.name == "postgresql":
        for file in sorted(FUNCTIONS.glob("append_v*.sql")):
            connection.exec_driver_sql(file.read_text(encoding="utf-8"))
