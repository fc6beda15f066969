"""What happens with pauses, extensions and the end."""

from datetime import datetime
from typing import Literal

from domain.mentorship.events.base import Event

Outcome = Literal["completed", "ended_early", "rematched", "never_started"]


class MentorshipPaused(Event):
    by: str
    reason: str
    resume_on: datetime | None = None


class PauseQuestioned(Event):
    """A pause without a date of return was asked about."""


class MentorshipResumed(Event):
    """Every later date moved by `shifted` seconds, the length of the pause."""

    by: str
    shifted: float


class ExtensionProposed(Event):
    by: str
    weeks: int
    lapses: datetime


class ExtensionLapsed(Event):
    by: str


class MentorshipExtended(Event):
    by: str
    weeks: int
    ends: datetime


class ClosingNoticed(Event):
    before: str
    ends: datetime


class ClosingBegan(Event):
    closes: datetime


class ChecklistTicked(Event):
    item: str
    by: str


class MentorshipClosed(Event):
    outcome: Outcome
    reason: str
    by: str
    note: str = ""


class CertificateAwarded(Event):
    meetings_held: int
    reviews_answered: int
