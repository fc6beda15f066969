"""A single letter, changed anywhere in the record, is found."""

# ruff: noqa: S608 (a forger writes SQL by hand)

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from adapters.store.append_only import APPEND_ONLY
from adapters.store.schema import event_table, stream_table
from adapters.store.verify import Audit
from tests.adapters.store.conftest import opened
from tests.adapters.store.forgery import GUARDS, by_hand, tell

KEYS = {"event": "position", "stream": "id"}
COLUMNS = [
    *(("event", column.name, row) for column in event_table.columns for row in range(9)),
    *(("stream", column.name, row) for column in stream_table.columns for row in range(2)),
]
PLACES = st.sampled_from(COLUMNS)
ON_SQLITE = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
ON_POSTGRES = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def changed(value: bytes, at: int, byte: int) -> bytes:
    """The same with another byte in one place."""
    place = at % len(value)
    assume(value[place] != byte)
    return value[:place] + bytes([byte]) + value[place + 1 :]


def forge(path: Path, table: str, column: str, row: int, at: int, byte: int) -> None:
    """Change one byte in a file; what the database itself refuses is no forgery."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for guard in GUARDS:
            connection.execute(f"DROP TRIGGER {guard}")
        kind, key, value = connection.execute(
            f"SELECT typeof({column}), {KEYS[table]}, CAST({column} AS BLOB) FROM {table}"
            f" ORDER BY {KEYS[table]} LIMIT 1 OFFSET {row}"
        ).fetchone()
        new = "?" if kind == "blob" else "CAST(? AS TEXT)"
        statement = f"UPDATE {table} SET {column} = {new} WHERE {KEYS[table]} = ?"
        try:
            connection.execute(statement, (changed(value, at, byte), key))
        except sqlite3.IntegrityError:
            assume(False)
        for guard in APPEND_ONLY["sqlite"]:
            connection.execute(guard)


@ON_SQLITE
@given(place=PLACES, at=st.integers(0, 5000), byte=st.integers(0, 255))
def test_any_other_byte_in_any_column_is_found_in_sqlite(
    record_file: Path, place: tuple[str, str, int], at: int, byte: int
) -> None:
    copy = record_file.with_name("forged.db")
    shutil.copy(record_file, copy)
    forge(copy, *place, at, byte)

    with opened(f"sqlite:///{copy}") as engine:
        assert list(Audit(engine).faults())


@pytest.fixture
def record_file(sqlite_engine: Engine) -> Path:
    tell(sqlite_engine)
    with opened(str(sqlite_engine.url)) as engine:
        assert list(Audit(engine).faults()) == []
    sqlite_engine.dispose()
    return Path(str(sqlite_engine.url.database))


@ON_POSTGRES
@given(
    place=PLACES, at=st.integers(0, 5000), letter=st.characters(codec="ascii", min_codepoint=32)
)
def test_any_other_letter_in_any_column_but_the_position_is_found_in_postgresql(
    postgres_record: Engine, place: tuple[str, str, int], at: int, letter: str
) -> None:
    table, column, row = place
    assume(column != "position")  # PostgreSQL leaves holes by itself: only an anchor tells

    with by_hand(postgres_record) as connection:
        key, value, kind = looked_up(connection, table, column, row)
        new = changed(value.encode(), at, ord(letter)).decode()
        written = write(connection, place, key, new, kind)
    try:
        assert list(Audit(postgres_record).faults())
    finally:
        with by_hand(postgres_record) as connection:
            write(connection, place, written if column == KEYS[table] else key, value, kind)


@pytest.fixture
def postgres_record(postgres_engine: Engine) -> Engine:
    tell(postgres_engine)
    assert list(Audit(postgres_engine).faults()) == []
    return postgres_engine


def looked_up(connection: Connection, table: str, column: str, row: int) -> Any:
    """The key of a row, and what stands in a column as text, with its type."""
    words = f"SELECT {KEYS[table]}, {column}::text, pg_typeof({column})::text FROM {table}"
    return connection.execute(text(f"{words} ORDER BY 1 OFFSET {row} LIMIT 1")).one()


def write(
    connection: Connection, place: tuple[str, str, int], key: Any, value: str, kind: str
) -> str:
    """Put a value into a column, if it can stand there and is another than before."""
    table, column, _ = place
    before = f"SELECT {column}::text FROM {table} WHERE {KEYS[table]} = :key"
    old = connection.execute(text(before), {"key": key}).scalar_one()
    try:
        new = connection.execute(
            text(
                f"UPDATE {table} SET {column} = CAST(:value AS {kind}) WHERE {KEYS[table]} = :key"
                f" RETURNING {column}::text"
            ),
            {"key": key, "value": value},
        ).scalar_one()
    except DBAPIError:
        assume(False)
    assume(new != old)
    return str(new)
