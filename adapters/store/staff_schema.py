"""The tables of the staff: who they are, how they signed in, their tokens, what they did."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    event,
)

from adapters.store.append_only import STAFF_LOG_APPEND_ONLY
from adapters.store.schema import BigNumber, Json, UtcDateTime, metadata

staff_table = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("programs", Json, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("password", Text),  # a hash by argon2
    Column("totp", Text),  # sealed by the installation's secret
    Column("totp_step", BigNumber, nullable=False, server_default="0"),
    Column("subject", Text, unique=True),
)

session_table = Table(
    "staff_session",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("staff", Text, ForeignKey("staff.id"), nullable=False, index=True),
    Column("way", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("opened", UtcDateTime, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
)

ticket_table = Table(
    "staff_ticket",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("staff", Text, ForeignKey("staff.id"), nullable=False, index=True),
    Column("expires", UtcDateTime, nullable=False),
    Column("used", UtcDateTime),
)

token_table = Table(
    "api_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("staff", Text, ForeignKey("staff.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime),
    Column("used", UtcDateTime),
    Column("revoked", UtcDateTime),
)

answer_table = Table(
    "api_answer",
    metadata,
    Column("key", Text, primary_key=True),  # digest of the token and its Idempotency-Key
    Column("request", Text, nullable=False),  # digest of what was asked
    Column("status", Integer),  # none while it is being answered
    Column("body", Text),
    Column("at", UtcDateTime, nullable=False, index=True),
)

log_table = Table(
    "staff_log",
    metadata,
    Column("number", BigNumber, Identity(always=True), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("staff", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)


@event.listens_for(log_table, "after_create")
def _forbid_changes(_: Table, connection: Connection, **__: Any) -> None:
    """Let the database itself refuse to change or remove what the staff did."""
    for statement in STAFF_LOG_APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
