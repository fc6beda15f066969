"""What happens while a pair finds its goals and signs, and when goals change later."""

from datetime import datetime
from typing import Annotated, Literal

from domain.goals.model import Goal
from domain.mentorship.events.base import Event
from domain.mentorship.parties import PAIR, Expectations, Party
from domain.personal import Personal
from domain.program.model import Program


def _party_of(role: str) -> Personal:
    """A participant is known by an id and lives in a time zone; all else is personal."""
    return Personal(role, spared=("person", "timezone"), emptied=("availability",))


Goals = Annotated[tuple[Goal, ...], Personal("mentee", spared=("id", "target_date", "weight"))]


class MentorshipOpened(Event):
    """The pair was brought together under one version of a program."""

    cohort: str
    program: Program
    mentee: Annotated[Party, _party_of("mentee")]
    mentor: Annotated[Party, _party_of("mentor")]
    note: Annotated[str, Personal(*PAIR)] = ""


class GoalsProposed(Event):
    """The mentee wrote down goals, in place of any before."""

    by: str
    goals: Goals


class GapsNamed(Event):
    """The mentee named what to learn."""

    by: str
    skills: Annotated[tuple[str, ...], Personal("by")]
    knowledge: Annotated[tuple[str, ...], Personal("by")]


class ExperienceShared(Event):
    """The mentor named what to share, and in which style."""

    by: str
    experience: Annotated[tuple[str, ...], Personal("by")]
    style: Literal["hands-on", "advisory"]


class ExpectationsSet(Event):
    """One of the two said what to expect."""

    by: str
    expectations: Annotated[Expectations, Personal("by", spared=("meet_every",))]


class AgreementSigned(Event):
    """One of the two signed what stood there."""

    by: str


class SignatureCleared(Event):
    """A change after the signature of `of` took that signature away."""

    of: str


class AgreementReminded(Event):
    """Those in `to` were reminded to sign, for the `round`th time."""

    to: tuple[str, ...]
    round: int


class AgreementOverdue(Event):
    """The deadline passed without both signatures."""

    missing: tuple[str, ...]


class MentorshipStarted(Event):
    """Both have signed; the program's length counts from now."""

    ends: datetime


class GoalChangeProposed(Event):
    """One of the two wants other goals; the wish is open until `lapses`."""

    by: str
    goals: Goals
    lapses: datetime


class GoalsChanged(Event):
    """Both agreed; earlier goals stay in the record as the old baseline."""

    by: str
    goals: Goals


class GoalChangeLapsed(Event):
    """The wish of `by` for other goals found no answer."""

    by: str
