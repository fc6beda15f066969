"""The board and the inbox, as the newest facts have left them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from adapters.store import board_counts, board_pages
from adapters.store.board_pages import COLUMNS, OLDEST_FIRST, with_cases
from adapters.store.read_schema import projection_table
from adapters.store.schema import board_table, event_table, inbox_table, pair_table
from domain.readmodels.board import BoardCounts, BoardPage, BoardQuery
from domain.record import BoardRow, InboxRow

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

    def page(self, query: BoardQuery) -> BoardPage:
        with self._engine.connect() as connection:
            return board_pages.page(connection, query)

    def counts(self, late: Mapping[str, datetime]) -> dict[str, BoardCounts]:
        with self._engine.connect() as connection:
            return board_counts.counts(connection, late)

    def inbox(self) -> list[InboxRow]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(inbox_table).order_by(*OLDEST_FIRST))
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
        rows = select(*COLUMNS).where(which).order_by(board_table.c.mentorship)
        with self._engine.connect() as connection:
            found = connection.execute(rows).mappings().all()
            return list(with_cases(connection, found, which))
