"""The inbox over all cohorts: open cases that ask a human, with their pair, in pages."""

from datetime import datetime
from typing import NamedTuple

from domain.model import Model
from domain.record import InboxRow


class CaseRow(Model):
    """An open case with what its reader must know of the pair."""

    case: InboxRow
    cohort: str
    program: str
    mentee: str
    mentor: str
    stage: str
    health: int | None
    band: str


class Wanted(Model):
    """Which cases are asked for; empty is any.

    `programs` are those of the reader, None for all. Without `answers`, cases are left out that
    private words have opened (domain.mentorship.seen).
    """

    programs: tuple[str, ...] | None = None
    answers: bool = True
    cohort: str = ""
    trigger: str = ""
    rung: str = ""
    ids: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a page ended: cases are in order of their opening, then of their ids."""

    opened: datetime
    id: str


class Share(Model):
    """So many cases are of one cohort, trigger and rung."""

    cohort: str
    trigger: str
    rung: str
    count: int
