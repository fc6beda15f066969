"""What can be wrong with streams as a whole, and what else remembers facts that are gone."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, select

from adapters.store.beyond import beyond
from adapters.store.fact_checks import Fault, is_name, name_of, versions
from adapters.store.schema import board_table, stream_table
from adapters.store.stored_rows import Rows, StreamRow

_LAST_GIVEN = (
    "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'position')), 0)"
)


def all_streams(rows: Rows) -> Iterator[list[Fault]]:
    """What is wrong with each stream; an empty list where nothing is."""
    after: Any = ""
    while page := rows.streams(after):
        for row in page:
            yield list(_stream(row, rows))
        after = page[-1].id


def never_given(rows: Rows, position: int) -> Iterator[Fault]:
    """A last position that PostgreSQL has not come to; SQLite just counts on from the last one."""
    if rows.dialect == "postgresql" and position > (given := rows.ask(_LAST_GIVEN)[0][0]):
        says = f"the database has given positions up to {given} only: this one was set by hand"
        yield Fault("place", says, position=position)


def traces(engine: Engine) -> Iterator[Fault]:
    """Facts that the board or the deliveries have seen, and the record does not hold."""
    board, known = board_table.c, stream_table.c.version
    query = (
        select(board.mentorship, board.version, known)
        .outerjoin_from(board_table, stream_table, stream_table.c.id == board.mentorship)
        .where((known < board.version) | known.is_(None))
        .order_by(board.mentorship)
    )
    with engine.connect() as connection:
        for pair, seen, last in connection.execute(query).all():
            gone = versions((last or 0) + 1, seen)
            yield Fault("missing", f"{gone} missing, for the board has seen more", pair)
    for row in beyond(engine):
        says = f"the fact that ordered {row.kind} {row.effect} is missing"
        yield Fault("missing", says, row.mentorship)


def _stream(row: StreamRow, rows: Rows) -> Iterator[Fault]:
    pair = name_of(row.id)
    if not is_name(row.id):
        yield Fault("stream", "the stream has a name that none can have", pair)
    elif type(row.version) is not int or row.version < 1:
        yield Fault("stream", "the stream is at a version that none can be at", pair)
    elif type(row.last) is not int:
        yield Fault("missing", f"{versions(1, row.version)} missing: nothing is left", pair)
    elif row.last < row.version:
        gone = versions(row.last + 1, row.version)
        yield Fault("missing", f"{gone} missing at the end: removed, or moved elsewhere", pair)
    elif row.last > row.version:
        more = versions(row.version + 1, row.last)
        yield Fault("by_hand", f"{more} behind the end of the stream: added by hand", pair)
    elif row.head != _last_seal(row, rows):
        yield Fault("stream", "the head of the stream is not the seal of its last fact", pair)


def _last_seal(row: StreamRow, rows: Rows) -> Any:
    return row.hash if row.hash is not None else rows.seal_below(row.id, row.version)
