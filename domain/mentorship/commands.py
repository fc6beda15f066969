"""Everything somebody can ask of a mentorship; a command is accepted or refused with a reason."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from domain.goals.model import Goal
from domain.mentorship.events import MissedReason
from domain.mentorship.parties import Expectations
from domain.model import Model
from domain.program.model import Program


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises ValueError at the very ends of the calendar."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no date that we can reckon with") from None


def storable(value: Any) -> bool:
    """Tell whether every text within can be written down: no NUL, no half characters."""
    if isinstance(value, str):
        return not UNSTORABLE.search(value)
    if isinstance(value, dict):
        return all(map(storable, value)) and all(map(storable, value.values()))
    return all(map(storable, value)) if isinstance(value, list | tuple) else True


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
Moment = Annotated[AwareDatetime, AfterValidator(in_utc)]
Text = Annotated[str, Field(max_length=5000)]
Words = Annotated[str, Field(min_length=1, max_length=500)]
Several = Annotated[tuple[Words, ...], Field(max_length=50)]
LINKED = (
    r"^(agreement|goals|mentorship|(meeting|contact|introduction|task):\d+|survey:[a-z0-9-]+)$"
)
EndReason = Literal[
    "cannot_reach_partner",
    "not_enough_time",
    "goals_reached",
    "changed_role",
    "uncomfortable_with_match",
    "left_organisation",
    "other",
]
Decision = Literal["nudge", "log_call", "snooze", "pause", "extend", "rematch", "end", "dismiss"]


class Command(Model):
    """Something somebody asks for; its name is the class name in snake case."""

    NAME: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.NAME = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class ProposeGoals(Command):
    """The mentee's goals while aligning; replaces what was proposed before."""

    goals: tuple[Goal, ...]


class NameGaps(Command):
    """The mentee's gaps in skills and knowledge."""

    skills: Several = ()
    knowledge: Several = ()


class ShareExperience(Command):
    """What the mentor can share, and the style: hands-on or advisory."""

    experience: Annotated[Several, Field(min_length=1)]
    style: Literal["hands-on", "advisory"]


class SetExpectations(Command):
    """What the asker expects of the other."""

    expectations: Expectations


class SignAgreement(Command):
    """Sign what stands there now."""


class ChangeGoals(Command):
    """Propose other goals while active; the other person accepts by `accept_goals`."""

    goals: tuple[Goal, ...]


class AcceptGoals(Command):
    """Accept the goals that the other person proposed."""


class BookMeeting(Command):
    """Agree on a time where no slot was found."""

    start: Moment


class MoveMeeting(Command):
    """Move the booked meeting."""

    start: Moment
    meeting: int | None = None


class CancelMeeting(Command):
    """Cancel the booked meeting before it begins."""

    meeting: int | None = None
    reason: Text = ""


class ActionItem(Model):
    """Who does what by when, as noted in a meeting."""

    what: Words
    who: Literal["mentee", "mentor"]
    due: date


class RecordMeeting(Command):
    """Did it happen? The newest meeting that has begun, unless a number is given."""

    meeting: int | None = None
    held: bool
    reason: MissedReason | None = None
    notes: Text = ""
    action_items: Annotated[tuple[ActionItem, ...], Field(max_length=20)] = ()


class ConfirmContact(Command):
    """Informal programs: have you been in touch in this period?"""

    in_touch: bool


class AnswerSurvey(Command):
    """Answers by question key; `survey` as named in the mail, e.g. `review-2`."""

    survey: str
    answers: dict[str, Any]


class RaiseConcern(Command):
    """Tell the program's people that something is wrong; the other person never sees it."""

    text: Annotated[str, Field(min_length=1, max_length=5000)]


class MakeIntroduction(Command):
    """The mentor opens a door: a contact, an event, a community."""

    to: Words
    kind: Literal["contact", "event", "community"]
    note: Text = ""


class ReportIntroduction(Command):
    """What came of an introduction."""

    introduction: int
    outcome: Literal["talked", "referral", "opening", "nothing_yet"]
    note: Text = ""


class SetChallenge(Command):
    """A stretch challenge for the mentee."""

    what: Words
    due: date


class AddActionItem(Command):
    """Who does what by when."""

    what: Words
    who: Literal["mentee", "mentor"]
    due: date


class FinishTask(Command):
    """A challenge or action item is done."""

    task: int


class LetGoTask(Command):
    """A challenge or action item is not pursued any more."""

    task: int


class DecideEpisode(Command):
    """What the manager decides on a stalled pair; `note` is the words, the call or the reason."""

    episode: int
    decision: Decision
    note: Text = ""
    weeks: Annotated[int, Field(ge=1, le=52)] | None = None
    reason: EndReason | None = None
    resume_on: Moment | None = None


class Pause(Command):
    """Stop every timer, with a reason and, if known, the day of return."""

    reason: Words
    resume_on: Moment | None = None


class Resume(Command):
    """Go on; every later date moves by the length of the pause."""


class Extend(Command):
    """Add weeks: at once by the manager, otherwise when both ask for the same."""

    weeks: Annotated[int, Field(ge=1, le=52)]


class End(Command):
    """End early, with a reason."""

    reason: EndReason
    note: Text = ""


class TickChecklist(Command):
    """One item of the closure checklist is done."""

    item: str


class ChangeProgram(Command):
    """Follow a newer version of the program; `tandem program migrate` asks a whole cohort."""

    program: Program


class SendLink(Command):
    """A new personal link to the address on file; `withdraw` ends every link sent before."""

    task: Annotated[str, Field(pattern=LINKED, max_length=60)] = "mentorship"
    withdraw: bool = False
    to: Literal["mentee", "mentor"] | None = None


class DeliveryReport(Model):
    """What became of one message; `to` is the role."""

    effect: str
    kind: str
    to: str
    outcome: Literal["delivered", "bounced", "skipped"]
    reason: str = ""
    due: datetime | None = None
    episode: int | None = None
    rung: int | None = None


class NoteDeliveries(Command):
    """The shell reports what became of messages that the rules need to know about."""

    reports: tuple[DeliveryReport, ...]


COMMANDS: dict[str, type[Command]] = {cls.NAME: cls for cls in Command.__subclasses__()}


class Actor(Model):
    """Somebody of the staff who asks in the role of the manager or deputy, and by which way."""

    id: str
    name: str
    via: Literal["console", "api"]


class Request(Model):
    """A command as it arrives: who asks, and the caller's idempotency key.

    `actor` is who of the staff stands behind the role, where it was somebody who has signed in.
    """

    id: str
    by: str
    command: str
    data: dict[str, Any] = {}
    actor: Actor | None = None
