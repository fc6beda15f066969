"""One version of a mentoring program: every rule and number that a mentorship follows."""

from typing import Annotated, Literal

from pydantic import Field

from domain.durations import Duration, parse
from domain.model import Model



def _length(text: str) -> Duration:
    return parse(text)  # type: ignore[return-value]


Positive = Annotated[int, Field(ge=1)]


class Contact(Model):
    """Somebody who runs the program: name, e-mail address and IANA time zone."""

    name: str = Field(min_length=1)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    timezone: str = "UTC"


class People(Model):
    """Who runs the program; the deputy and the sponsor are optional."""

    manager: Contact
    deputy: Contact | None = None
    sponsor: Contact | None = None


class GoalLimits(Model):
    """How many goals an agreement may hold."""

    min: Annotated[int, Field(ge=0, le=10)] = 1
    max: Annotated[int, Field(ge=1, le=10)] = 5


class Agreement(Model):
    """The alignment at the start; proposals made later lapse after `due_after` too."""

    remind_after: tuple[Duration, ...] = (_length("4 days"), _length("8 days"))
    due_after: Duration = _length("14 days")
    goals: GoalLimits = GoalLimits()


class Meetings(Model):
    """The rhythm of meetings; `informal` books nothing and asks each period instead."""

    mode: Literal["booked", "informal"] = "booked"
    every: Duration = _length("2 weeks")
    length: Duration = _length("60 minutes")
    notice: Duration = _length("2 days")
    remind_before: tuple[Duration, ...] = (_length("24 hours"), _length("1 hour"))
    ask_outcome_after: Duration = _length("2 hours")
    ask_again_after: Duration = _length("2 days")
    unknown_after: Duration = _length("5 days")
    fit_check: bool = True


class Reviews(Model):
    """The periodic survey; `remind_after` and `close_after` count from its opening."""

    every: Duration = _length("4 weeks")
    remind_after: tuple[Duration, ...] = (_length("2 days"), _length("5 days"))
    close_after: Duration = _length("7 days")
    survey: str = "pulse"


class Growth(Model):
    """Follow-up of introductions, stretch challenges and action items."""

    ask_introduction_after: Duration = _length("2 weeks")
    close_introduction_after: Duration = _length("6 weeks")
    remind_task_before: Duration = _length("2 days")
    drop_task_after: Duration = _length("4 weeks")


class Triggers(Model):
    """When a pair counts as stalled; null switches a trigger off."""

    agreement_overdue: bool = True
    no_contact: Annotated[float, Field(gt=0)] | None = 1.5
    meetings_missed_in_a_row: Positive | None = 2
    reviews_unanswered_in_a_row: Positive | None = 2
    satisfaction_at_most: Annotated[int, Field(ge=0, le=10)] | None = 4
    fit: Literal["not_good"] | None = "not_good"
    concern: Literal["any"] | None = "any"


class Step(Model):
    """A rung that asks somebody, and how long it waits after it was really delivered."""

    rung: Literal["nudge_pair", "ask_manager", "ask_deputy"]
    wait: Duration


class Default(Model):
    """The last rung: what happens when nobody did anything."""

    rung: Literal["default"]
    do: Literal["pause", "end"]


LADDER: tuple[Step | Default, ...] = (
    Step(rung="nudge_pair", wait=_length("5 days")),
    Step(rung="nudge_pair", wait=_length("5 days")),
    Step(rung="ask_manager", wait=_length("3 days")),
    Step(rung="ask_deputy", wait=_length("3 days")),
    Default(rung="default", do="pause"),
)


class Snooze(Model):
    """How long, and how often, a manager may put an episode off."""

    length: Duration = _length("3 days")
    at_most: Annotated[int, Field(ge=0)] = 2


class Escalation(Model):
    """Triggers that open an episode, and the ladder that it climbs."""

    triggers: Triggers = Triggers()
    ladder: tuple[Step | Default, ...] = LADDER
    snooze: Snooze = Snooze()


class Pause(Model):
    """What happens to a pause without a date of return."""

    ask_after: Duration = _length("30 days")
    end_after: Duration = _length("60 days")


class Certificate(Model):
    """What a mentee must have done to receive a certificate at completion."""

    meetings_held_at_least: Annotated[int, Field(ge=0)] = 0
    reviews_answered_at_least: Annotated[int, Field(ge=0)] = 0


class Closure(Model):
    """The end: notices before it, the final assessment, the follow-up."""

    notice_before: tuple[Duration, ...] = (_length("30 days"), _length("14 days"))
    close_after: Duration = _length("14 days")
    survey: str = "final"
    certificate: Certificate | None = None
    follow_up_after: Duration | None = _length("90 days")
    follow_up_survey: str = "follow_up"


class Program(Model):
    """The published, versioned rules of one formal mentoring program."""

    program: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: Positive
    title: str = Field(min_length=1)
    description: str = ""
    format: Literal["one_to_one", "peer", "reverse"] = "one_to_one"
    length: Duration
    people: People
    agreement: Agreement = Agreement()
    meetings: Meetings = Meetings()
    reviews: Reviews = Reviews()
    growth: Growth = Growth()
    escalation: Escalation = Escalation()
    pause: Pause = Pause()
    closure: Closure = Closure()
