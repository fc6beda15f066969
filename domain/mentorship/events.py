"""Every fact of a mentorship: past tense, never edited; a stored format, so fields are only added.

`by` is a role: `mentee`, `mentor`, `manager`, `deputy`, `sponsor`, or `program` for the rules themselves.
"""

import re
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from domain.goals.model import Goal
from domain.mentorship.parties import Expectations, Party
from domain.model import Model
from domain.program.model import Program

Outcome = Literal["completed", "ended_early", "rematched", "never_started"]
MissedReason = Literal["mentor_cancelled", "mentee_cancelled", "forgot", "moved", "other"]


class Event(Model):
    """A fact; `schema` numbers its stored format and rises when the meaning of a field changes."""

    SCHEMA: ClassVar[int] = 1
    TYPE: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.TYPE = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class MentorshipOpened(Event):
    """The pair was brought together under one version of a program."""

    cohort: str
    program: Program
    mentee: Party
    mentor: Party
    note: str = ""


# Alignment


class GoalsProposed(Event):
    by: str
    goals: tuple[Goal, ...]


class GapsNamed(Event):
    by: str
    skills: tuple[str, ...]
    knowledge: tuple[str, ...]


class ExperienceShared(Event):
    by: str
    experience: tuple[str, ...]
    style: Literal["hands-on", "advisory"]


class ExpectationsSet(Event):
    by: str
    expectations: Expectations


class AgreementSigned(Event):
    by: str


class SignatureCleared(Event):
    """A change after the signature of `of` took that signature away."""

    of: str


class AgreementReminded(Event):
    to: tuple[str, ...]
    round: int


class AgreementOverdue(Event):
    """The deadline passed without both signatures."""

    missing: tuple[str, ...]


class MentorshipStarted(Event):
    """Both have signed; the program's length counts from now."""

    ends: datetime


class GoalChangeProposed(Event):
    by: str
    goals: tuple[Goal, ...]
    lapses: datetime


class GoalsChanged(Event):
    """Both agreed; earlier goals stay in the record as the old baseline."""

    by: str
    goals: tuple[Goal, ...]


class GoalChangeLapsed(Event):
    by: str


# Meetings


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


# Surveys: reviews, fit check, final assessment, follow-up


class SurveyOpened(Event):
    survey: str
    kind: Literal["review", "fit", "final", "follow_up"]
    instrument: str
    to: tuple[str, ...]
    closes: datetime


class SurveyReminded(Event):
    survey: str
    to: tuple[str, ...]
    round: int


class SurveyAnswered(Event):
    survey: str
    by: str
    answers: dict[str, Any]


class SurveyClosed(Event):
    """Closed with whatever has come; `revoked` when the mentorship ended first."""

    survey: str
    missing: tuple[str, ...]
    revoked: bool = False


class ConcernRaised(Event):
    """Something is wrong; only the program's people see it."""

    by: str
    text: str


# Growth


class IntroductionMade(Event):
    introduction: int
    to: str
    kind: Literal["contact", "event", "community"]
    note: str = ""


class IntroductionFollowedUp(Event):
    introduction: int


class IntroductionReported(Event):
    introduction: int
    outcome: Literal["talked", "referral", "opening", "nothing_yet"]
    note: str = ""


class IntroductionLapsed(Event):
    introduction: int


class TaskAdded(Event):
    """A stretch challenge or an action item: who does what by when."""

    task: int
    kind: Literal["challenge", "action_item"]
    what: str
    who: Literal["mentee", "mentor"]
    due: date
    by: str


class TaskReminded(Event):
    task: int


class TaskDone(Event):
    task: int
    by: str


class TaskLetGo(Event):
    task: int
    by: str


class Celebrated(Event):
    what: Literal["first_meeting", "half_way", "goal_attained", "completion"]
    goal: str = ""


# Escalation


class EpisodeOpened(Event):
    """A stall case; `facts` are the versions in this stream that made the trigger fire."""

    episode: int
    trigger: str
    about: str
    facts: tuple[int, ...]
    evidence: tuple[str, ...]


class RungTaken(Event):
    """The messages of a rung were ordered; nothing is claimed about their delivery yet."""

    episode: int
    rung: int
    name: str
    to: tuple[str, ...]


class RungDelivered(Event):
    episode: int
    rung: int
    to: tuple[str, ...]


class RungUndelivered(Event):
    episode: int
    rung: int
    reason: str


class EpisodeDecided(Event):
    episode: int
    decision: str
    by: str
    note: str = ""


class EpisodeEnded(Event):
    episode: int
    by: Literal["recovery", "decision", "default", "pause", "closure"]


class MessageBounced(Event):
    """A recipient was refused for good; `to` is the role."""

    effect: str
    kind: str
    to: str
    reason: str
    episode: int | None = None
    rung: int | None = None


class ReminderSkipped(Event):
    """A reminder came too late to be useful and was not sent."""

    what: str
    due: datetime


# Pause, extension, closing


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


EVENTS: dict[str, type[Event]] = {cls.TYPE: cls for cls in Event.__subclasses__()}
