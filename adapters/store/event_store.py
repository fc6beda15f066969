"""The record in a database: facts, and the board as they leave it, in one transaction."""

from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    RowMapping,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from adapters.store.batches import check_replay, check_versions
from adapters.store.engine import in_commit_order, writing
from adapters.store.now import Now, now
from adapters.store.schema import board_table, event_table, inbox_table, stream_table
from adapters.store.upsert import insert_missing, insert_or_replace
from domain.record import Batch, BoardRow, RecordedFact, StoredFact

FACT_COLUMNS = [event_table.c[name] for name in StoredFact.model_fields]
PAGE_COLUMNS = [event_table.c.position, event_table.c.cohort, event_table.c.recorded_at]

_MOVE_STREAM = (
    update(stream_table)
    .where(stream_table.c.id == bindparam("stream"))
    .where(stream_table.c.version == bindparam("expected"))
    .values(version=bindparam("reached"))
)
_STORED = (
    select(event_table.c.id, event_table.c.position)
    .where(event_table.c.stream == bindparam("stream"))
    .where(event_table.c.version > bindparam("expected"))
    .where(event_table.c.version <= bindparam("reached"))
    .order_by(event_table.c.version)
)
_CLEAR_INBOX = delete(inbox_table).where(inbox_table.c.mentorship == bindparam("pair"))
_STREAM = (
    select(*FACT_COLUMNS)
    .where(event_table.c.stream == bindparam("stream"))
    .where(event_table.c.version > bindparam("after"))
    .order_by(event_table.c.version)
)
_HISTORY = (
    select(*PAGE_COLUMNS, *FACT_COLUMNS)
    .where(event_table.c.stream == bindparam("stream"))
    .order_by(event_table.c.version)
)
_PAGE = (
    select(*PAGE_COLUMNS, *FACT_COLUMNS)
    .where(event_table.c.position > bindparam("after"))
    .order_by(event_table.c.position)
    .limit(bindparam("limit"))
)


class SqlEventStore:
    """The record in SQLite or PostgreSQL; `clock` tells the time that facts are recorded at."""

    def __init__(self, engine: Engine, clock: Now = now) -> None:
        self._engine = engine
        self._clock = clock
        dialect = engine.dialect.name
        self._open_stream = insert_missing(stream_table, dialect, ["id"])
        self._replace_board = insert_or_replace(board_table, dialect, ["mentorship"], "version")

    def append(self, batch: Batch) -> tuple[int, ...]:
        check_versions(batch)
        if not batch.facts:
            return ()
        with writing(self._engine) as connection:
            if not self._move_stream(connection, batch):
                return _replay(connection, batch)
            if batch.board is not None:
                self._show(connection, batch.board)
            return self._insert(connection, batch)

    def stream(self, stream: str, after: int = 0) -> list[StoredFact]:
        with self._engine.connect() as connection:
            rows = connection.execute(_STREAM, {"stream": stream, "after": after})
            return [StoredFact(**row) for row in rows.mappings()]

    def history(self, stream: str) -> list[RecordedFact]:
        with self._engine.connect() as connection:
            rows = connection.execute(_HISTORY, {"stream": stream})
            return [_recorded(row) for row in rows.mappings()]

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        with self._engine.connect() as connection:
            rows = connection.execute(_PAGE, {"after": after, "limit": limit})
            return [_recorded(row) for row in rows.mappings()]

    def _move_stream(self, connection: Connection, batch: Batch) -> bool:
        """Take the stream from the expected version to the new one, if that is where it is."""
        reached = batch.expected + len(batch.facts)
        if batch.expected == 0:
            row = {"id": batch.stream, "version": reached}
            return connection.execute(self._open_stream, row).rowcount == 1
        return connection.execute(_MOVE_STREAM, _span(batch)).rowcount == 1

    def _show(self, connection: Connection, board: BoardRow) -> None:
        row = board.model_dump(exclude={"inbox"})
        replaced: CursorResult[Any] = connection.execute(self._replace_board, row)
        if replaced.rowcount == 0:
            return
        connection.execute(_CLEAR_INBOX, {"pair": board.mentorship})
        if board.inbox:
            connection.execute(insert(inbox_table), [row.model_dump() for row in board.inbox])

    def _insert(self, connection: Connection, batch: Batch) -> tuple[int, ...]:
        recorded = {"cohort": batch.cohort, "recorded_at": self._clock()}
        rows = [fact.model_dump() | recorded for fact in batch.facts]
        in_commit_order(connection)
        # Asked for RETURNING, SQLAlchemy would insert row by row; one more query is quicker.
        connection.execute(insert(event_table), rows)
        return tuple(row.position for row in connection.execute(_STORED, _span(batch)))


def _span(batch: Batch) -> dict[str, Any]:
    reached = batch.expected + len(batch.facts)
    return {"stream": batch.stream, "expected": batch.expected, "reached": reached}


def _replay(connection: Connection, batch: Batch) -> tuple[int, ...]:
    rows = connection.execute(_STORED, _span(batch)).all()
    check_replay(batch, [row.id for row in rows])
    return tuple(row.position for row in rows)


def _recorded(row: RowMapping) -> RecordedFact:
    fields = dict(row)
    place = {name: fields.pop(name) for name in ("position", "cohort", "recorded_at")}
    return RecordedFact(**place, fact=StoredFact(**fields))
