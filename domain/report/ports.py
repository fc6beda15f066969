"""What a report needs of the read models."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from domain.errors import NotFound
from domain.model import Model
from domain.report.counts import Counts


class NoSuchFigure(NotFound):
    """There is no such figure in this report."""

    code = "no_such_figure"


class Pair(Model):
    """A pair as it is listed."""

    mentorship: str
    mentee: str
    mentor: str
    stage: str
    outcome: str
    band: str
    health: int | None


class PairLine(Pair):
    """A pair with its own numbers; `planned` is as in the figure of meetings.

    Nothing in it says what somebody answered.
    """

    reason: str
    met: int
    planned: int
    asked: int
    answered: int
    cases: int
    open_cases: int


class Behind(Model):
    """A page of the pairs behind a number, in the order of their ids.

    `pairs` counts all of them; where there are more, `more` is the pair to go on after.
    """

    pairs: int
    page: tuple[Pair, ...]
    more: str


class Reports(Protocol):
    """The sums of a cohort, and the pairs behind them; they follow the record within seconds."""

    def counts(self, cohort: str, at: datetime) -> Counts:
        """Everything that a report is made from, as of a moment that is now or just past."""

    def behind(
        self, cohort: str, at: datetime, figure: str, number: str, after: str = ""
    ) -> Behind:
        """The pairs behind a number, a page of them after a pair; raises `NoSuchFigure`."""

    def pairs(self, cohort: str, at: datetime) -> Iterator[PairLine]:
        """All pairs, in the order of their ids."""
