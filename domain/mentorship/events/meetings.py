"""What happens with meetings, and with contact in informal programs."""

from datetime import datetime
from typing import Literal

from domain.mentorship.events.base import Event

MissedReason = Literal["mentor_cancelled", "mentee_cancelled", "forgot", "moved", "other"]


class MeetingBooked(Event):
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
    meeting: int
    start: datetime
    end: datetime
    sequence: int
    by: str


class MeetingCancelled(Event):
    meeting: int
    sequence: int
    by: str
    reason: str


class MeetingReminded(Event):
    meeting: int
    before: str


class MeetingOutcomeAsked(Event):
    meeting: int
    round: int


class MeetingHeld(Event):
    meeting: int
    by: str
    held_at: datetime
    notes: str = ""


class MeetingMissed(Event):
    meeting: int
    by: str
    reason: MissedReason
    notes: str = ""


class MeetingConfirmed(Event):
    """The other person gave the same answer."""

    meeting: int
    by: str
    notes: str = ""


class MeetingDisputed(Event):
    """The other person remembers it differently: a signal, the first answer counts."""

    meeting: int
    by: str
    held: bool
    notes: str = ""


class MeetingUnknown(Event):
    meeting: int


class ContactAsked(Event):
    period: int
    closes: datetime


class ContactAnswered(Event):
    period: int
    by: str
    in_touch: bool


class ContactPeriodClosed(Event):
    period: int
    answered: tuple[str, ...]
