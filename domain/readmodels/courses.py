"""What a mentorship shows of its course as a whole: its dates, its rhythm, how often both met."""

from datetime import datetime, timedelta
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from domain.readmodels.sheet import Row, Sheet, shows

ONLY = ""
"""The key of a row that a mentorship has but one of."""

OVER = ("held", "missed", "unknown")
"""What a meeting is called whose time has passed."""


@shows(e.MentorshipOpened)
def _(sheet: Sheet, event: e.MentorshipOpened, at: datetime) -> None:
    every = event.program.meetings.every.total_seconds()
    row = {
        "cohort": event.cohort,
        "opened": at,
        "started": None,
        "ends": None,
        "closed": None,
        "outcome": "",
        "reason": "",
        "informal": event.program.meetings.mode == "informal",
        "rhythms": {"program": every},
        "cadence": every,
        "paused_since": None,
        "paused_for": 0.0,
        "met": 0,
        "due": 0,
        "said": {},
        "attainment": None,
        "periods": None,
    }
    sheet.put("course", row)


@shows(e.MentorshipStarted)
def _(sheet: Sheet, event: e.MentorshipStarted, at: datetime) -> None:
    _change(sheet, started=at, ends=event.ends, paused_for=0.0)


@shows(e.MentorshipExtended)
def _(sheet: Sheet, event: e.MentorshipExtended, _at: datetime) -> None:
    _change(sheet, ends=event.ends)


@shows(e.ProgramChanged)
def _(sheet: Sheet, event: e.ProgramChanged, _at: datetime) -> None:
    """The end and the rhythm follow the new rules; a program of another kind counts otherwise."""
    row, meetings = course(sheet), event.program.meetings
    _set_rhythms(sheet, {**row["rhythms"], "program": meetings.every.total_seconds()})
    _change(sheet, ends=event.ends or row["ends"])
    informal = meetings.mode == "informal"
    if informal == row["informal"]:
        return
    if informal:
        met, due = row["periods"] or (0, 0)
        _change(sheet, informal=True, met=met, due=due, said={})
    else:
        _change(sheet, informal=False, periods=[row["met"], row["due"]])
        count_meetings(sheet)


@shows(e.MentorshipPaused)
def _(sheet: Sheet, _: e.MentorshipPaused, at: datetime) -> None:
    _change(sheet, paused_since=at)


@shows(e.MentorshipResumed)
def _(sheet: Sheet, event: e.MentorshipResumed, _at: datetime) -> None:
    row = course(sheet)
    if row["paused_since"] is not None:
        by = timedelta(seconds=event.shifted)
        _change(sheet, ends=row["ends"] and row["ends"] + by)
        _go_on(sheet, by)


@shows(e.MentorshipClosed)
def _(sheet: Sheet, event: e.MentorshipClosed, at: datetime) -> None:
    since = course(sheet)["paused_since"]
    _go_on(sheet, at - since if since else timedelta(0))
    _change(sheet, closed=at, outcome=event.outcome, reason=event.reason)


@shows(e.ExpectationsSet)
def _(sheet: Sheet, event: e.ExpectationsSet, _at: datetime) -> None:
    """The rhythm is what both expect, if they agree, else the program's."""
    every = event.expectations.meet_every
    mine = {event.by: every and every.total_seconds()}
    _set_rhythms(sheet, {**course(sheet)["rhythms"], **mine})


def _set_rhythms(sheet: Sheet, rhythms: Row) -> None:
    mentee, mentor = map(rhythms.get, PAIR)
    agreed = mentee if mentee == mentor else None
    _change(sheet, rhythms=rhythms, cadence=agreed or rhythms["program"])


@shows(e.ContactAsked)
def _(sheet: Sheet, _: e.ContactAsked, _at: datetime) -> None:
    _change(sheet, said={})


@shows(e.ContactAnswered)
def _(sheet: Sheet, event: e.ContactAnswered, _at: datetime) -> None:
    """A period counts from its first answer on, and as one with contact from the first yes on."""
    row = course(sheet)
    known = any(row["said"].values())
    _change(
        sheet,
        due=row["due"] + (not row["said"]),
        met=row["met"] + (event.in_touch and not known),
        said={**row["said"], event.by: event.in_touch},
    )


@shows(e.ContactPeriodClosed)
def _(sheet: Sheet, event: e.ContactPeriodClosed, _at: datetime) -> None:
    _change(sheet, due=course(sheet)["due"] + (not event.answered), said={})


def count_meetings(sheet: Sheet) -> None:
    """Count the meetings held, and those whose time has passed, after one of them has changed."""
    if course(sheet)["informal"]:
        return
    found = [row["status"] for row in sheet.tables["meeting"].values()]
    _change(sheet, met=found.count("held"), due=sum(status in OVER for status in found))


def course(sheet: Sheet) -> Row:
    """The row of this mentorship; raises `UnknownEvent` where it has not been opened."""
    return sheet.row("course", ONLY)


def _change(sheet: Sheet, **values: Any) -> None:
    sheet.change("course", ONLY, **values)


def _go_on(sheet: Sheet, paused: timedelta) -> None:
    together = course(sheet)["paused_for"] + paused.total_seconds()
    _change(sheet, paused_since=None, paused_for=together)
