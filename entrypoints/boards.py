"""How cohorts stand, out of the record's read models; also with the installation stopped."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.cohort.model import Pair
from domain.model import Model
from domain.ports import Cohort
from domain.readmodels.board import BoardCounts
from domain.record import BoardRow
from entrypoints.launching import all_pairs
from entrypoints.pairs.time import is_late, late_before, time_of

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


def overviews(
    store: "Store", cohorts: Sequence[Cohort] | None = None, real: datetime | None = None
) -> list[Overview]:
    """All cohorts, or some of them, counted by the database."""
    cohorts = store.cohorts.list() if cohorts is None else cohorts
    counts = store.board.counts({one.name: late_in(one, real) for one in cohorts})
    return [overview(one, counts[one.name]) for one in cohorts]


def late_in(cohort: Cohort, real: datetime | None = None) -> datetime:
    """What is due before this moment of a cohort's own time is late."""
    return late_before(time_of(cohort.clock, real), cohort.clock)


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
        "cohort": overview(board.cohort, _counts(board)).model_dump(mode="json"),
        "now": board.now.isoformat(),
        "pairs": pairs,
        "not_opened": [pair.id for pair in board.unopened],
    }


def overview(cohort: Cohort, counts: BoardCounts) -> Overview:
    """One cohort in numbers."""
    return Overview(
        name=cohort.name,
        program=cohort.program.program,
        version=cohort.program.version,
        title=cohort.program.title,
        start=cohort.start,
        zone=cohort.program.people.manager.timezone,
        pairs=cohort.pairs,
        open=counts.open,
        at_risk=counts.bands.get("at_risk", 0),
        overdue=counts.late,
        decisions=sum(counts.decisions.values()),
        stages=dict(counts.stages),
    )


def _counts(board: Board) -> BoardCounts:
    """The numbers of a board that is read already."""
    rows = board.rows
    return BoardCounts(
        pairs=len(rows) + len(board.unopened),
        stages=Counter(row.stage for row in rows),
        bands=Counter(row.band for row in rows),
        late=sum(board.is_overdue(row) for row in rows),
        decisions=Counter(case.trigger for row in rows for case in row.inbox),
    )
