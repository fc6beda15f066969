"""Reminders that came too late to be useful: recorded as skipped, and not due again."""

from collections.abc import Callable
from datetime import datetime

from domain.mentorship import events as e
from domain.mentorship.bookings import change as change_meeting
from domain.mentorship.bookings import numbered, pass_over
from domain.mentorship.growth import change_introduction, change_task
from domain.mentorship.reviews import change as change_survey
from domain.mentorship.reviews import following_review
from domain.mentorship.state import Changes, State
from domain.mentorship.turn import folds


@folds(e.ReminderSkipped)
def _(state: State, event: e.ReminderSkipped, at: datetime) -> Changes:
    what, _, name = event.what.partition(":")
    return SKIPS[what](state, name, at) if what in SKIPS else {}


def skip_agreement(state: State, _name: str, _at: datetime) -> Changes:
    """A reminder of the agreement."""
    remaining = state.agreement.remind_at[1:]
    return {"agreement": state.agreement.changed(remind_at=remaining)}


def skip_meeting(state: State, name: str, _at: datetime) -> Changes:
    """A reminder of a meeting."""
    meeting = numbered(state, int(name))
    return {"meetings": change_meeting(state, meeting.number, remind_at=meeting.remind_at[1:])}


def skip_survey(state: State, name: str, _at: datetime) -> Changes:
    """A reminder of a survey."""
    survey = state.survey(name)
    return {
        "surveys": change_survey(state, name, remind_at=survey.remind_at[1:] if survey else ())
    }


def skip_review(state: State, _name: str, at: datetime) -> Changes:
    """A review that was to open when all was over already."""
    return {"review_at": state.review_at and following_review(state, state.review_at, at)}


def skip_pause(state: State, _name: str, _at: datetime) -> Changes:
    """The question how long a pause is to last."""
    return {"pause": state.pause and state.pause.changed(ask_at=None)}


def skip_booking(state: State, _name: str, at: datetime) -> Changes:
    """A period of which too little was left for a meeting."""
    return pass_over(state, at + state.program.meetings.notice)


SKIPS: dict[str, Callable[[State, str, datetime], Changes]] = {
    "agreement": skip_agreement,
    "booking": skip_booking,
    "closing": lambda state, _name, _at: {"notices": state.notices[1:]},
    "contact": lambda state, _name, at: {"period_at": at + state.cadence},
    "half_way": lambda _state, _name, _at: {"half_way_at": None},
    "introduction": lambda state, name, _at: change_introduction(state, int(name), ask_at=None),
    "meeting": skip_meeting,
    "outcome": lambda state, name, _at: {
        "meetings": change_meeting(state, int(name), ask_at=None)
    },
    "pause": skip_pause,
    "review": skip_review,
    "survey": skip_survey,
    "task": lambda state, name, _at: change_task(state, int(name), remind_at=None),
}
"""What each kind of skipped reminder leaves undone."""
