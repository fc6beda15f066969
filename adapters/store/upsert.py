"""INSERT … ON CONFLICT, which SQLAlchemy has for each database but not for both."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_into(table: Table, dialect: str) -> Insert:
    """Begin an INSERT that may say what to do on a conflict, and tells whether it did anything."""
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return statement.execution_options(preserve_rowcount=True)


def insert_missing(table: Table, dialect: str, key: Iterable[str]) -> Insert:
    """Insert a row, or leave the one that has this key as it is."""
    return insert_into(table, dialect).on_conflict_do_nothing(index_elements=list(key))


def insert_or_replace(table: Table, dialect: str, key: Iterable[str], newer: str = "") -> Insert:
    """Insert a row, or replace the one of this key, unless its `newer` column is ahead."""
    statement = insert_into(table, dialect)
    keys = list(key)
    values = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    where = table.c[newer] <= statement.excluded[newer] if newer else None
    return statement.on_conflict_do_update(index_elements=keys, set_=values, where=where)
