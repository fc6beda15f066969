"""What happens with meetings, and with contact in informal programs."""

from datetime import datetime
from typing import Annotated, Literal

from domain.mentorship.events.base import Event
from domain.personal import Personal

MissedReason = Literal["mentor_cancelled", "mentee_cancelled", "forgot", "moved", "other"]
Notes = Annotated[str, Personal("by")]


class MeetingBooked(Event):
    """A meeting was put into both calendars; times are in UTC."""

    meeting: int
    start: datetime
    end: datetime
    by: str


class SlotNotFound(Event):
    """No time suits both weekly availabilities between `since` and `until`."""

    meeting: int
    since: datetime
    until: datetime


class MeetingMoved(Event):
    """A booked meeting got another time; `sequence` is that of its calendar entry."""

    meeting: int
    start: datetime
    end: datetime
    sequence: int
    by: str


class MeetingCancelled(Event):
    """A booked meeting was taken out of both calendars."""

    meeting: int
    sequence: int
    by: str
    reason: Annotated[str, Personal("by")]


class MeetingReminded(Event):
    """Both were reminded of a meeting, `before` it in words."""

    meeting: int
    before: str


class MeetingOutcomeAsked(Event):
    """Both were asked whether the meeting took place, for the `round`th time."""

    meeting: int
    round: int


class MeetingHeld(Event):
    """Somebody was the first to say that the meeting took place."""

    meeting: int
    by: str
    held_at: datetime
    notes: Notes = ""


class MeetingMissed(Event):
    """Somebody was the first to say that the meeting did not take place, and why."""

    meeting: int
    by: str
    reason: MissedReason
    notes: Notes = ""


class MeetingConfirmed(Event):
    """The other person gave the same answer."""

    meeting: int
    by: str
    notes: Notes = ""


class MeetingDisputed(Event):
    """The other person remembers it differently: a signal, the first answer counts."""

    meeting: int
    by: str
    held: bool
    notes: Notes = ""


class MeetingUnknown(Event):
    """Nobody said in time whether the meeting took place."""

    meeting: int


class ContactAsked(Event):
    """Both were asked whether they are in touch; the question is open until `closes`."""

    period: int
    closes: datetime


class ContactAnswered(Event):
    """One of the two said whether they are in touch."""

    period: int
    by: str
    in_touch: bool


class ContactPeriodClosed(Event):
    """The question of a period closed with the answers of those in `answered`."""

    period: int
    answered: tuple[str, ...]
