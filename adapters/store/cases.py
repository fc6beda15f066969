"""The cases that ask a human, over all cohorts, as the newest facts have left them."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Engine, RowMapping, and_, func, or_, select

from adapters.store.schema import board_table, inbox_table
from domain.mentorship.episodes import HUMAN_TRIGGERS
from domain.readmodels.cases import CaseRow, Place, Share, Wanted
from domain.record import InboxRow

_CASE, _PAIR = inbox_table.c, board_table.c
_OF_PAIR = [_PAIR[n] for n in CaseRow.model_fields if n != "case"]
_BOTH = inbox_table.join(board_table)


class SqlCases:
    """The inbox in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, wanted: Wanted, after: Place | None = None, limit: int = 50) -> list[CaseRow]:
        query = select(inbox_table, *_OF_PAIR).select_from(_BOTH).where(*_which(wanted))
        if after:
            later = and_(_CASE.opened == after.opened, _CASE.id > after.id)
            query = query.where(or_(_CASE.opened > after.opened, later))
        in_turn = query.order_by(_CASE.opened, _CASE.id).limit(limit)
        with self._engine.connect() as connection:
            return [_row(row) for row in connection.execute(in_turn).mappings()]

    def shares(self, wanted: Wanted) -> list[Share]:
        kinds = (_PAIR.cohort, _CASE.trigger, _CASE.rung)
        query = select(*kinds, func.count().label("count")).select_from(_BOTH)
        grouped = query.where(*_which(wanted)).group_by(*kinds).order_by(*kinds)
        with self._engine.connect() as connection:
            return [Share(**row) for row in connection.execute(grouped).mappings()]


def _which(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.programs is not None:
        yield _PAIR.program.in_(wanted.programs)
    if not wanted.answers:
        yield _CASE.trigger.not_in(HUMAN_TRIGGERS)
    if wanted.cohort:
        yield _PAIR.cohort == wanted.cohort
    if wanted.trigger:
        yield _CASE.trigger == wanted.trigger
    if wanted.rung:
        yield _CASE.rung == wanted.rung
    if wanted.ids:
        yield _CASE.id.in_(wanted.ids)


def _row(row: RowMapping) -> CaseRow:
    case = InboxRow(**{name: row[name] for name in InboxRow.model_fields})
    pair = {column.name: row[column.name] for column in _OF_PAIR}
    return CaseRow(case=case, **pair)
