"""Pages of a board, each as quick as the first, however many pairs there are.

An order is a few stretches, each walked along one index. What has nothing to be sorted by (no
health yet, no due any more) is a stretch of its own, so that no database has to agree with another
about where NULL belongs. Where what is asked for is rare, the walk would be long: then the few are
taken from an index of their own, and sorted here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    TextClause,
    and_,
    cast,
    literal,
    select,
    text,
)
from sqlalchemy import tuple_ as row_of

from adapters.store.schema import ESCALATED, SILENT, board_table, inbox_table
from domain.mentorship.health import RANGES
from domain.readmodels.board import BoardPage, BoardQuery, Place, Sort
from domain.record import BoardRow, InboxRow

pairs = board_table.c
COLUMNS = [pairs[name] for name in BoardRow.model_fields if name != "inbox"]
OLDEST_FIRST = (inbox_table.c.opened, inbox_table.c.id)
OPEN, CLOSED = pairs.stage != text("'closed'"), pairs.stage == text("'closed'")  # as in the index


class Stretch(NamedTuple):
    """A part of an order: which rows, what they are sorted by before their name, which way."""

    which: ColumnElement[bool] | None = None
    by: Column[Any] | None = None
    backwards: bool = False
    bands: tuple[str, ...] = ("at_risk", "fair", "good", "new", "closed")


ORDERS: dict[Sort, tuple[Stretch, ...]] = {
    "health": (
        Stretch(and_(OPEN, pairs.health.is_not(None)), pairs.health, bands=tuple(RANGES)),
        Stretch(and_(OPEN, pairs.health.is_(None)), bands=("new",)),
        Stretch(CLOSED, bands=("closed",)),
    ),
    "due": (Stretch(pairs.due.is_not(None), pairs.due), Stretch(pairs.due.is_(None))),
    "name": (Stretch(pairs.names.is_not(None), pairs.names), Stretch(pairs.names.is_(None))),
    "last": (Stretch(None, pairs.last_at, backwards=True),),
}


FEW = 500


def page(connection: Connection, query: BoardQuery) -> BoardPage:
    """Find a page of a board."""
    rare = query.trigger or query.silent or query.late or query.words
    few = _all_of(connection, query) if rare else None
    if few is not None:
        return _sorted_here(connection, query, few)
    found = list(_found(connection, query))
    shown = [row for _, row in found[: query.limit]]
    more = len(found) > query.limit
    end = _place(found[query.limit - 1], query.sort) if more else None
    return BoardPage(rows=_with_cases(connection, shown), end=end)


def _all_of(connection: Connection, query: BoardQuery) -> Sequence[RowMapping] | None:
    """All pairs that are asked for; None where they are not few."""
    found = select(*COLUMNS).where(*conditions(query)).limit(FEW + 1)
    rows = connection.execute(found).mappings().all()
    return rows if len(rows) <= FEW else None


def _sorted_here(
    connection: Connection, query: BoardQuery, few: Sequence[RowMapping]
) -> BoardPage:
    rows = {row["mentorship"]: row for row in few}
    page = query.page_of(BoardRow.model_construct(**row, inbox=()) for row in few)
    shown = [rows[row.mentorship] for row in page.rows]
    return BoardPage(rows=_with_cases(connection, shown), end=page.end)


def _found(connection: Connection, query: BoardQuery) -> Iterator[tuple[int, RowMapping]]:
    """The rows of a page, and one more if there is one, each with the number of its stretch."""
    room = query.limit + 1
    order = ORDERS[query.sort]
    for number in range(query.after.stretch if query.after else 0, len(order)):
        stretch = order[number]
        if room and _can_hold(stretch, query):
            after = query.after if query.after and query.after.stretch == number else None
            rows = connection.execute(_statement(query, stretch, after, room)).mappings().all()
            room -= len(rows)
            yield from ((number, row) for row in rows)


def _can_hold(stretch: Stretch, query: BoardQuery) -> bool:
    """Whether a stretch can have any of the pairs that are asked for."""
    closed = stretch.bands == ("closed",)
    fits = not query.stage or (query.stage == "closed") == closed or "closed" in stretch.bands
    return fits and (not query.band or query.band in stretch.bands)


def _statement(
    query: BoardQuery, stretch: Stretch, after: Place | None, limit: int
) -> Select[Any]:
    keys = [pairs.mentorship] if stretch.by is None else [stretch.by, pairs.mentorship]
    found = select(*COLUMNS).where(*conditions(query))
    if stretch.which is not None:
        found = found.where(stretch.which)
    if after is not None:
        found = found.where(_behind(stretch, keys, after))
    order = [key.desc() for key in keys] if stretch.backwards else keys
    return found.order_by(*order).limit(limit)


def _behind(stretch: Stretch, keys: list[Column[Any]], after: Place) -> ColumnElement[bool]:
    values = [after.mentorship] if stretch.by is None else [after.key, after.mentorship]
    place = row_of(*(literal(v, key.type) for v, key in zip(values, keys, strict=True)))
    return row_of(*keys) < place if stretch.backwards else row_of(*keys) > place


def conditions(query: BoardQuery) -> Iterator[ColumnElement[bool] | TextClause]:
    """What a pair must be to be found, each in the words of the index that it is found by."""
    yield pairs.cohort == query.cohort
    if query.stage:
        yield pairs.stage == query.stage
    if query.band:
        yield pairs.band == query.band
    if query.band in RANGES:
        yield pairs.health.between(*RANGES[query.band])
    if query.late:
        yield pairs.due < query.late
    if query.trigger:
        yield text(ESCALATED)
        yield cast(pairs.open_episodes, Text).contains(f'"{query.trigger}"', autoescape=True)
    if query.silent:
        yield text(SILENT)
    for word in query.words:
        yield pairs.names.contains(word, autoescape=True)


def _with_cases(connection: Connection, rows: Sequence[RowMapping]) -> tuple[BoardRow, ...]:
    return with_cases(connection, rows, pairs.mentorship.in_([row["mentorship"] for row in rows]))


def with_cases(
    connection: Connection, rows: Sequence[RowMapping], which: ColumnElement[bool]
) -> tuple[BoardRow, ...]:
    """Rows of the board with what the inbox has of them; `which` are all those rows."""
    found = select(inbox_table).join(board_table).where(which).order_by(*OLDEST_FIRST)
    cases: dict[str, list[InboxRow]] = defaultdict(list)
    for case in connection.execute(found).mappings():
        cases[case["mentorship"]].append(InboxRow(**case))
    return tuple(BoardRow(**row, inbox=tuple(cases[row["mentorship"]])) for row in rows)


def _place(last: tuple[int, RowMapping], sort: Sort) -> Place:
    number, row = last
    by = ORDERS[sort][number].by
    key = None if by is None else row[by.name]
    return Place(number, key, row["mentorship"])
