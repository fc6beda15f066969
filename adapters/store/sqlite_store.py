"""The record in SQLite: one transaction, in the driver's own words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Engine

from adapters.store.batches import (
    Written,
    check_replay,
    check_versions,
    key_destroyed,
    resealing,
    written,
)
from adapters.store.direct import DirectConnections
from adapters.store.engine import turn_to_write
from adapters.store.now import Now, now
from adapters.store.reading import Dialect, Reader
from adapters.store.schema import board_table, inbox_table
from adapters.store.seal import START, chain
from adapters.store.sealed import sealing
from adapters.store.upsert import insert_into, insert_or_replace
from domain.record import Batch, BoardRow, InboxRow

Rows = list[tuple[Any, ...]]

_FIND_STREAM = "SELECT version, head FROM stream WHERE id = ?"
_BEGIN_STREAM = "INSERT INTO stream (version, head, id) VALUES (?, ?, ?)"
_MOVE_STREAM = "UPDATE stream SET version = ?, head = ? WHERE id = ?"
_STORED = (
    "SELECT id, position FROM event WHERE stream = ? AND version > ? AND version <= ?"
    " ORDER BY version"
)
_ADD = (
    "INSERT INTO event (id, stream, version, cohort, type, schema_version, at, recorded_at,"
    " cause, data, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIVING = "SELECT count(*) FROM person_key WHERE id IN ({}) AND wrapped IS NOT NULL"
_LAST = "SELECT last_insert_rowid()"
_BOARD = [name for name in BoardRow.model_fields if name != "inbox"]
_INBOX = list(InboxRow.model_fields)
_CLEAR_INBOX = "DELETE FROM inbox WHERE mentorship = ?"


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored + "+00:00")


@lru_cache(maxsize=256)  # facts of one batch mostly share their moment
def _stored(moment: datetime) -> str:
    """As SQLAlchemy writes it, for it reads the same tables."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


class SqliteEventStore(Reader):
    """`clock` tells when facts are recorded."""

    def __init__(self, engine: Engine, clock: Now | None = None) -> None:
        connections = DirectConnections(engine, lambda lent: not lent.in_transaction)
        dialect = Dialect(mark="?", body="data", moment=_moment)
        super().__init__(connections, dialect, sealing(engine))
        self._engine = engine
        self._clock = clock or now
        put_board = insert_or_replace(board_table, "sqlite", ["mentorship"], "version")
        put_inbox = insert_into(inbox_table, "sqlite")
        self._put_board = str(put_board.compile(engine, column_keys=_BOARD))
        self._put_inbox = str(put_inbox.compile(engine, column_keys=_INBOX))

    def append(self, batch: Batch) -> tuple[int, ...]:
        check_versions(batch)
        return resealing(self.sealing, batch, self._append) if batch.facts else ()

    def _append(self, batch: Batch, under: tuple[str, ...]) -> tuple[int, ...]:
        ready = written(batch)
        with self._writing() as connection:
            found = connection.execute(_FIND_STREAM, (batch.stream,)).fetchone()
            version, head = found or (0, None)
            if version != batch.expected:
                return _replay(connection, batch)
            _check_keys(connection, batch, under)
            if batch.board is not None:
                self._show(connection, batch.board)
            recorded = self._clock()
            seals = chain(head or START, ready.digests, recorded)
            move = _MOVE_STREAM if found else _BEGIN_STREAM
            connection.execute(move, (batch.facts[-1].version, seals[-1], batch.stream))
            connection.executemany(_ADD, _rows(batch, ready, seals, recorded))
            # There is one writer, so the positions that it was given have no holes.
            last: int = connection.execute(_LAST).fetchone()[0]
            return tuple(range(last - len(seals) + 1, last + 1))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with turn_to_write(self._engine), self.connections.lend() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # an error of the disk has ended it already
                    connection.execute("ROLLBACK")
                raise

    def _show(self, connection: sqlite3.Connection, board: BoardRow) -> None:
        if connection.execute(self._put_board, _values(board, _BOARD)).rowcount == 0:
            return
        connection.execute(_CLEAR_INBOX, (board.mentorship,))
        if board.inbox:
            rows = [_values(case, _INBOX) for case in board.inbox]
            connection.executemany(self._put_inbox, rows)


def _replay(connection: sqlite3.Connection, batch: Batch) -> tuple[int, ...]:
    reached = batch.expected + len(batch.facts)
    rows = connection.execute(_STORED, (batch.stream, batch.expected, reached)).fetchall()
    check_replay(batch, [id_ for id_, _ in rows])
    return tuple(position for _, position in rows)


def _check_keys(connection: sqlite3.Connection, batch: Batch, under: tuple[str, ...]) -> None:
    """Refuse to seal with a key that is destroyed."""
    if under:
        marks = ", ".join("?" * len(under))
        if connection.execute(_LIVING.format(marks), under).fetchone()[0] < len(under):
            raise key_destroyed(batch)


def _rows(batch: Batch, ready: Written, seals: list[bytes], recorded: datetime) -> Rows:
    recorded_at, cohort = _stored(recorded), batch.cohort
    return [
        (
            *(fact.id, fact.stream, fact.version, cohort, fact.type, fact.schema_version),
            *(_stored(fact.at), recorded_at, fact.cause, body.decode(), last_seal),
        )
        for fact, body, last_seal in zip(batch.facts, ready.bodies, seals, strict=True)
    ]


def _values(row: BoardRow | InboxRow, names: list[str]) -> tuple[Any, ...]:
    return tuple(_value(getattr(row, name)) for name in names)


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return _stored(value)
    return orjson.dumps(value).decode() if isinstance(value, tuple | dict) else value
