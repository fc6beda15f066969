"""How to reach the database: one engine for a process, and one way to write."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry

from domain.ports import Keys

BUSY_SECONDS = 30
_WRITE_LOCK = "tandem_write_lock"
_WRITES = "tandem_writes"
_KEYS = "tandem_keys"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def make_engine(url: str, keys: Keys | None = None) -> Engine:
    """Make the engine of one process; dispose of it at the end, and never carry it over a fork.

    Without `keys` nothing personal can be recorded or read through it.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(
        url,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # an error would tell names and texts to the log
        connect_args={"timeout": BUSY_SECONDS} if sqlite else {},
        execution_options={_KEYS: keys} | ({_WRITE_LOCK: Lock()} if sqlite else {}),
    )
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        from adapters.store import postgres  # noqa: PLC0415  its driver is slow to load

        postgres.set_up(engine)
    return engine


def keys_of(engine: Engine) -> Keys | None:
    """The keys of the installation, where this engine was given them."""
    keys: Keys | None = engine.get_execution_options().get(_KEYS)
    return keys


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that may write; on SQLite there is one at a time."""
    with turn_to_write(engine), engine.connect() as connection, _marked(connection).begin():
        yield connection


@contextmanager
def writing_on(connection: Connection) -> Iterator[None]:
    """The same, on a connection that is open already."""
    with turn_to_write(connection.engine), _marked(connection).begin():
        yield


def turn_to_write(engine: Engine) -> AbstractContextManager[object]:
    """Threads of one process wait here in turn: SQLite itself would have them sleep and poll."""
    lock: AbstractContextManager[object] = engine.get_execution_options().get(
        _WRITE_LOCK, nullcontext()
    )
    return lock


def use_write_ahead_log(cursor: DBAPICursor | sqlite3.Cursor) -> None:
    """Switch a SQLite file to its write-ahead log.

    Where several processes set a new file up at once, this one statement fails instead of waiting.
    """
    last_try = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                raise
            time.sleep(0.01)


def _marked(connection: Connection) -> Connection:
    return connection.execution_options(**{_WRITES: True})


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions on its own, and too late; `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    use_write_ahead_log(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail where another writer came between.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
