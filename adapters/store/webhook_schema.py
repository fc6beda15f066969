"""The tables of webhooks: subscriptions, and events that nobody took."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from adapters.store.schema import BigNumber, Json, UtcDateTime, metadata

webhook_table = Table(
    "webhook",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("types", Json, nullable=False),
    Column("programs", Json, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("older_until", UtcDateTime),
    Column("paused", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("position", BigNumber, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("next_at", UtcDateTime),
    Column("delivered", UtcDateTime),
    Column("lost", Integer, nullable=False),
)

letter_table = Table(
    "webhook_letter",
    metadata,
    Column("webhook", Text, ForeignKey("webhook.id"), primary_key=True),
    Column("event", Text, primary_key=True),
    Column("position", BigNumber, nullable=False),
    Column("type", Text, nullable=False),
    Column("mentorship", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
