"""The tables of people's keys, and of who was erased."""

from sqlalchemy import Column, Identity, LargeBinary, Table, Text

from adapters.store.schema import BigNumber, Json, UtcDateTime, metadata, some_rows

person_key_table = Table(
    "person_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("ring_key", Text, nullable=False),
    Column("wrapped", LargeBinary),  # nothing once it is destroyed
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    some_rows("ix_person_key_destroyed", "id", only="wrapped IS NULL"),
    some_rows("ix_person_key_living", "person", only="wrapped IS NOT NULL", unique=True),
)

erasure_table = Table(
    "erasure",
    metadata,
    Column("number", BigNumber, Identity(always=True), primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("receipt", Json),
)
