"""The table of published programs."""

from sqlalchemy import Column, Integer, Table, Text

from adapters.store.schema import Json, UtcDateTime, metadata

program_table = Table(
    "program_version",
    metadata,
    Column("program", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("rules", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
