"""One fact, written into the rows of its mentorship."""

from datetime import datetime
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from domain.mentorship.turn import UNASKED, Fact
from domain.readmodels import courses, episodes, erasure, goals, meetings, people, scores, surveys
from domain.readmodels.sheet import SHOWS, Sheet

PARTS = (people, surveys, meetings, courses, goals, episodes, scores, erasure)
"""The modules whose rules make up `SHOWS`."""

LAPSES = (e.GoalChangeLapsed, e.ExtensionLapsed)
"""Their `by` names somebody who did nothing then."""

DONE_BY_SOMEBODY = frozenset(
    event for event in e.EVENTS.values() if "by" in event.model_fields and event not in LAPSES
)


def project(sheet: Sheet, fact: Fact) -> None:
    """Write a fact into the rows; raises `UnknownEvent` where facts before it are missing."""
    _, at, cause, event = fact
    kind = type(event)
    for show in SHOWS.get(kind, ()):
        show(sheet, event, at)
    if cause not in UNASKED and kind in DONE_BY_SOMEBODY:
        _see(sheet, at, event)


def _see(sheet: Sheet, at: datetime, event: Any) -> None:
    by = event.by
    if by in PAIR:
        sheet.row("participation", by)["last_seen"] = at
        sheet.changed.add(("participation", by))
