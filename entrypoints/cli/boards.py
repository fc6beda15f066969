"""How cohorts stand, out of the record's read models; also with the installation stopped."""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.cohort.model import Pair
from domain.model import Model
from domain.ports import Cohort
from domain.record import BoardRow
from entrypoints.launching import all_pairs
from entrypoints.pairs.time import is_late, time_of

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


class Overview(Model):
    """One cohort in numbers; `overdue` pairs should have acted by themselves and did not."""

    name: str
    program: str
    version: int
    title: str
    start: datetime
    zone: str
    pairs: int
    open: int
    at_risk: int
    overdue: int
    decisions: int
    stages: dict[str, int]


class Board(NamedTuple):
    """One cohort pair by pair; `now` is its own time, `unopened` pairs have no facts yet."""

    cohort: Cohort
    now: datetime
    rows: tuple[BoardRow, ...]
    unopened: tuple[Pair, ...]

    def is_overdue(self, row: BoardRow) -> bool:
        """Whether this pair should have acted by itself and did not."""
        return is_late(row.due, self.now, self.cohort.clock)


def overviews(store: "Store") -> list[Overview]:
    """All cohorts."""
    return [_overview(board(store, cohort.name)) for cohort in store.cohorts.list()]


def board(store: "Store", name: str) -> Board:
    """One cohort; raises `domain.errors.NotFound`."""
    cohort = store.cohorts.get(name)
    rows = tuple(store.board.cohort(name))
    opened = {row.mentorship for row in rows}
    unopened = tuple(p for p in all_pairs(store.cohorts, name) if p.id not in opened)
    return Board(cohort, time_of(cohort.clock), rows, unopened)


def facts(board: Board) -> dict[str, Any]:
    """A cohort for programs."""
    pairs = [
        row.model_dump(mode="json") | {"overdue": board.is_overdue(row)} for row in board.rows
    ]
    return {
        "cohort": _overview(board).model_dump(mode="json"),
        "now": board.now.isoformat(),
        "pairs": pairs,
        "not_opened": [pair.id for pair in board.unopened],
    }


def _overview(board: Board) -> Overview:
    cohort, rows = board.cohort, board.rows
    return Overview(
        name=cohort.name,
        program=cohort.program.program,
        version=cohort.program.version,
        title=cohort.program.title,
        start=cohort.start,
        zone=cohort.program.people.manager.timezone,
        pairs=cohort.pairs,
        open=sum(row.stage != "closed" for row in rows) + len(board.unopened),
        at_risk=sum(row.band == "at_risk" for row in rows),
        overdue=sum(board.is_overdue(row) for row in rows),
        decisions=sum(len(row.inbox) for row in rows),
        stages=Counter(row.stage for row in rows),
    )
