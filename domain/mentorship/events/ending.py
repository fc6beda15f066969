"""What happens with pauses, extensions and the end."""

from datetime import datetime
from typing import Annotated, Literal

from domain.mentorship.events.base import Event
from domain.personal import Personal

Outcome = Literal["completed", "ended_early", "rematched", "never_started"]


class MentorshipPaused(Event):
    """Every timer stops; without `resume_on` nobody knows yet until when."""

    by: str
    reason: Annotated[str, Personal("by")]
    resume_on: datetime | None = None


class PauseQuestioned(Event):
    """A pause without a date of return was asked about."""


class MentorshipResumed(Event):
    """Every later date moved by `shifted` seconds, the length of the pause."""

    by: str
    shifted: float


class ExtensionProposed(Event):
    """One of the two wants more weeks; the wish is open until `lapses`."""

    by: str
    weeks: int
    lapses: datetime


class ExtensionLapsed(Event):
    """The wish of `by` for more weeks found no answer."""

    by: str


class MentorshipExtended(Event):
    """The planned end moved to `ends`."""

    by: str
    weeks: int
    ends: datetime


class ClosingNoticed(Event):
    """Both were told of the planned end, `before` it in words."""

    before: str
    ends: datetime


class ClosingBegan(Event):
    """The planned end came; the mentorship closes at `closes` at the latest."""

    closes: datetime


class ChecklistTicked(Event):
    """An item of the closure checklist was done."""

    item: str
    by: str


class MentorshipClosed(Event):
    """The mentorship is over; `reason` is a code, `note` is for the program's people."""

    outcome: Outcome
    reason: str
    by: str
    note: Annotated[str, Personal("by")] = ""


class CertificateAwarded(Event):
    """The program's gate was met."""

    meetings_held: int
    reviews_answered: int
