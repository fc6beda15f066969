"""One version of a mentoring program: every rule and number that a mentorship follows."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from domain.durations import Duration, parse
from domain.model import Model
from domain.people.addresses import EMAIL

Positive = Annotated[int, Field(ge=1)]


class Contact(Model):
    """Somebody who runs the program: name, e-mail address and IANA time zone.

    A person of the people file can be named instead: `manager: P001`. Then `person` is set, and
    the rest is known as soon as the people file is read too.
    """

    name: Annotated[str, Field(min_length=1)] = ""
    email: Annotated[str, Field(pattern=EMAIL)] = ""
    timezone: str = "UTC"
    person: str = ""

    @model_validator(mode="before")
    @classmethod
    def _by_reference(cls, given: Any) -> Any:
        return {"person": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_somebody(self) -> "Contact":
        missing = [key for key in ("name", "email") if not getattr(self, key)]
        if missing and not self.person:
            raise ValueError(f"needs {' and '.join(missing)}, or a person of the people file")
        return self


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

    remind_after: tuple[Duration, ...] = (parse("4 days"), parse("8 days"))
    due_after: Duration = parse("14 days")
    goals: GoalLimits = GoalLimits()


class Meetings(Model):
    """The rhythm of meetings; `informal` books nothing and asks each period instead."""

    mode: Literal["booked", "informal"] = "booked"
    every: Duration = parse("2 weeks")
    length: Duration = parse("60 minutes")
    notice: Duration = parse("2 days")
    remind_before: tuple[Duration, ...] = (parse("24 hours"), parse("1 hour"))
    ask_outcome_after: Duration = parse("2 hours")
    ask_again_after: Duration = parse("2 days")
    unknown_after: Duration = parse("5 days")
    fit_check: bool = True


class Reviews(Model):
    """The periodic survey; `remind_after` and `close_after` count from its opening."""

    every: Duration = parse("4 weeks")
    remind_after: tuple[Duration, ...] = (parse("2 days"), parse("5 days"))
    close_after: Duration = parse("7 days")
    survey: str = "pulse"


class Growth(Model):
    """Follow-up of introductions, stretch challenges and action items."""

    ask_introduction_after: Duration = parse("2 weeks")
    close_introduction_after: Duration = parse("6 weeks")
    remind_task_before: Duration = parse("2 days")
    drop_task_after: Duration = parse("4 weeks")


class Triggers(Model):
    """When a pair counts as stalled; null switches a trigger off."""

    agreement_overdue: bool = True
    no_contact: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] | None = 1.5
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


Rung = Annotated[Step | Default, Field(discriminator="rung")]

LADDER: tuple[Rung, ...] = (
    Step(rung="nudge_pair", wait=parse("5 days")),
    Step(rung="nudge_pair", wait=parse("5 days")),
    Step(rung="ask_manager", wait=parse("3 days")),
    Step(rung="ask_deputy", wait=parse("3 days")),
    Default(rung="default", do="pause"),
)


class Snooze(Model):
    """How long, and how often, a manager may put an episode off."""

    length: Duration = parse("3 days")
    at_most: Annotated[int, Field(ge=0)] = 2


class Escalation(Model):
    """Triggers that open an episode, and the ladder that it climbs."""

    triggers: Triggers = Triggers()
    ladder: tuple[Rung, ...] = LADDER
    snooze: Snooze = Snooze()


class Pause(Model):
    """What happens to a pause without a date of return."""

    ask_after: Duration = parse("30 days")
    end_after: Duration = parse("60 days")


class Certificate(Model):
    """What a mentee must have done to receive a certificate at completion."""

    meetings_held_at_least: Annotated[int, Field(ge=0)] = 0
    reviews_answered_at_least: Annotated[int, Field(ge=0)] = 0


class Closure(Model):
    """The end: notices before it, the final assessment, the follow-up."""

    notice_before: tuple[Duration, ...] = (parse("30 days"), parse("14 days"))
    close_after: Duration = parse("14 days")
    survey: str = "final"
    certificate: Certificate | None = None
    follow_up_after: Duration | None = parse("90 days")
    follow_up_survey: str = "follow_up"


Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEK: tuple[Weekday, ...] = get_args(Weekday)


AN_HOUR = 60  # minutes


def time_of_day(value: Any) -> Any:
    """YAML takes 18:00 without quotes for a number, the minutes of the day."""
    if not isinstance(value, int) or value < AN_HOUR:
        return value
    return f"{value // AN_HOUR:02}:{value % AN_HOUR:02}"


TimeOfDay = Annotated[
    str, BeforeValidator(time_of_day), Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
]


class WorkingHours(Model):
    """When letters may reach people, each in their own time zone; what is urgent never waits."""

    opens: TimeOfDay = "08:00"
    closes: TimeOfDay = "18:00"
    days: tuple[Weekday, ...] = WEEK[:5]


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
    working_hours: WorkingHours | None = None
