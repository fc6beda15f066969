"""The board and the inbox, as the newest facts have left them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from adapters.store.read_schema import projection_table
from adapters.store.schema import board_table, event_table, inbox_table, pair_table
from domain.record import BoardRow, InboxRow

_OLDEST_FIRST = (inbox_table.c.opened, inbox_table.c.id)
_PULSE = select(
    select(func.max(event_table.c.position)).scalar_subquery(),
    select(func.max(projection_table.c.position)).scalar_subquery(),
)


class SqlBoard:
    """The read models in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def cohort(self, name: str) -> list[BoardRow]:
        return self._rows(board_table.c.cohort == name)

    def pair(self, mentorship: str) -> BoardRow | None:
        return next(iter(self._rows(board_table.c.mentorship == mentorship)), None)

    def inbox(self) -> list[InboxRow]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(inbox_table).order_by(*_OLDEST_FIRST))
            return [InboxRow(**row) for row in rows.mappings()]

    def open_count(self, name: str) -> int:
        row_of_pair = pair_table.outerjoin(
            board_table, board_table.c.mentorship == pair_table.c.id
        )
        not_closed = or_(board_table.c.stage.is_(None), board_table.c.stage != "closed")
        count = select(func.count()).select_from(row_of_pair)
        with self._engine.connect() as connection:
            return connection.execute(
                count.where(and_(pair_table.c.cohort == name, not_closed))
            ).scalar_one()

    def pulse(self) -> str:
        with self._engine.connect() as connection:
            newest, followed = connection.execute(_PULSE).one()
        return f"{newest or 0}.{followed or 0}"

    def _rows(self, which: ColumnElement[bool]) -> list[BoardRow]:
        rows = select(board_table).where(which).order_by(board_table.c.mentorship)
        cases = select(inbox_table).join(board_table).where(which).order_by(*_OLDEST_FIRST)
        with self._engine.connect() as connection:
            pairs = connection.execute(rows).mappings().all()
            found = connection.execute(cases).mappings()
            inbox = _by_mentorship(InboxRow(**row) for row in found)
        return [BoardRow(**pair, inbox=inbox[pair["mentorship"]]) for pair in pairs]


def _by_mentorship(rows: Iterable[InboxRow]) -> dict[str, tuple[InboxRow, ...]]:
    groups: dict[str, tuple[InboxRow, ...]] = defaultdict(tuple)
    for row in rows:
        groups[row.mentorship] += (row,)
    return groups
