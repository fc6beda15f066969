"""What a mentorship shows of each of the two: where they stand, and when they were last seen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.mentorship import events as e
from domain.mentorship.parties import PAIR, Party
from domain.readmodels.rows import ParticipationRow, PersonRow
from domain.readmodels.sheet import Row, Sheet, shows
from domain.readmodels.surveys import give_more_time

COUNTS = ("meetings_held", "meetings_missed", "surveys_asked", "surveys_answered", "bounced")


@shows(e.MentorshipOpened)
def _(sheet: Sheet, event: e.MentorshipOpened, at: datetime) -> None:
    for role, party in zip(PAIR, (event.mentee, event.mentor), strict=True):
        sheet.put("participation", _newcomer(role, party, event, at))


def _newcomer(role: str, party: Party, event: e.MentorshipOpened, at: datetime) -> Row:
    return {
        "role": role,
        "cohort": event.cohort,
        "program": event.program.program,
        "person": party.person,
        "name": party.name,
        "email": party.email,
        "opened": at,
        "stage": "aligning",
        "paused": False,
        "outcome": "",
        **dict.fromkeys(COUNTS, 0),
        "last_seen": None,
    }


@shows(e.MentorshipStarted)
def _(sheet: Sheet, _: e.MentorshipStarted, _at: datetime) -> None:
    sheet.both(stage="active")


@shows(e.ClosingBegan)
def _(sheet: Sheet, _: e.ClosingBegan, _at: datetime) -> None:
    sheet.both(stage="closing")


@shows(e.MentorshipClosed)
def _(sheet: Sheet, event: e.MentorshipClosed, _at: datetime) -> None:
    sheet.both(stage="closed", paused=False, outcome=event.outcome)


@shows(e.MentorshipExtended)
def _(sheet: Sheet, _: e.MentorshipExtended, _at: datetime) -> None:
    if sheet.row("participation", "mentee")["stage"] == "closing":
        sheet.both(stage="active")


@shows(e.MentorshipPaused)
def _(sheet: Sheet, _: e.MentorshipPaused, _at: datetime) -> None:
    sheet.both(paused=True)


@shows(e.MentorshipResumed)
def _(sheet: Sheet, event: e.MentorshipResumed, _at: datetime) -> None:
    sheet.both(paused=False)
    give_more_time(sheet, timedelta(seconds=event.shifted))


@shows(e.MessageBounced)
def _(sheet: Sheet, event: e.MessageBounced, _at: datetime) -> None:
    if event.to in PAIR:
        sheet.count(event.to, "bounced")


@shows(e.IntroductionReported)
def _(sheet: Sheet, _: e.IntroductionReported, at: datetime) -> None:
    sheet.change("participation", "mentee", last_seen=at)


def person_row(rows: Sequence[ParticipationRow]) -> PersonRow:
    """What somebody is a part of; `rows` are all of this person, the newest last."""
    seen = [row.last_seen for row in rows if row.last_seen]
    return PersonRow(
        person=rows[-1].person,
        name=rows[-1].name,
        email=rows[-1].email,
        roles=tuple(sorted({row.role for row in rows})),
        cohorts=tuple(sorted({row.cohort for row in rows})),
        pairs=len(rows),
        open_pairs=sum(row.stage != "closed" for row in rows),
        last_seen=max(seen, default=None),
        **{name: sum(getattr(row, name) for row in rows) for name in COUNTS},
    )
