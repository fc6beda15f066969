"""A mentorship as the API shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from domain.durations import Duration
from domain.mentorship.health import Health
from domain.mentorship.parties import Party
from domain.mentorship.rule import program_of
from domain.mentorship.state import (
    Agreement,
    Episode,
    ExtensionProposal,
    Introduction,
    Meeting,
    Paused,
    Stage,
    Survey,
    Task,
)
from domain.mentorship.views import goal_attainment
from domain.model import Model
from domain.record import DeliveryRow
from entrypoints.pairs.record import Pair

Role = Literal["mentee", "mentor"]
SAME = (
    *("opened", "started", "ends", "closes", "closed", "outcome", "reason", "pause", "agreement"),
    *("meetings", "surveys", "levels", "satisfaction", "fit", "introductions", "tasks"),
    *("extension", "checklist", "certified", "note", "cohort", "version", "stage"),
)
"""What is shown as it is kept."""


class Partner(Model):
    """One of the two."""

    person: Annotated[str, Field(examples=["N01"])]
    name: Annotated[str, Field(examples=["Ines Keller"])]
    email: Annotated[str, Field(examples=["ines.keller@example.org"])]
    timezone: Annotated[str, Field(examples=["Europe/Madrid"])]


class MentorshipShown(Model):
    """A pair: what it is now, and what it waits for.

    Moments are in the time of its cohort, which runs ahead in a rehearsal; `now` tells it.
    """

    id: Annotated[str, Field(examples=["spring-N01-M01"])]
    cohort: Annotated[str, Field(examples=["spring"])]
    program: Annotated[str, Field(description="With its version.", examples=["first-steps@1"])]
    mentee: Partner
    mentor: Partner
    note: str
    version: Annotated[int, Field(description="How many facts there are.")]
    now: datetime
    stage: Stage
    pause: Annotated[Paused | None, Field(description="It lies over the stage.")]
    waits_for: Annotated[str | None, Field(examples=["both signatures"])]
    due: Annotated[datetime | None, Field(description="Until when it waits for that.")]
    overdue: Annotated[bool, Field(description="It should have acted by itself, and did not.")]
    health: Annotated[Health, Field(description="0 to 100; null in the grace period at first.")]
    opened: datetime
    started: datetime | None
    ends: datetime | None
    closes: datetime | None
    closed: datetime | None
    outcome: Annotated[
        str, Field(description="`completed`, `ended_early`, `rematched`, `never_started`.")
    ]
    reason: str
    agreement: Agreement
    cadence: Annotated[Duration, Field(description="How often the two meet.")]
    meetings: tuple[Meeting, ...]
    surveys: tuple[Survey, ...]
    levels: Annotated[
        dict[str, dict[Role, int]], Field(description="How far each goal is, -2 to 2, by role.")
    ]
    goal_attainment: Annotated[float | None, Field(description="The GAS T of the goals.")]
    satisfaction: Annotated[dict[Role, int], Field(description="0 to 10; needs `answers.read`.")]
    fit: Annotated[dict[Role, str], Field(description="Needs `answers.read`.")]
    introductions: tuple[Introduction, ...]
    tasks: tuple[Task, ...]
    episodes: Annotated[tuple[Episode, ...], Field(description="Escalations, ended ones too.")]
    extension: ExtensionProposal | None
    checklist: tuple[str, ...]
    certified: bool
    messages: Annotated[tuple[DeliveryRow, ...], Field(description="And what became of them.")]


def partner(party: Party) -> Partner:
    """One of the two."""
    return Partner(
        person=party.person, name=party.name, email=party.email, timezone=party.timezone
    )


def mentorship(pair: Pair) -> MentorshipShown:
    """A pair as its reader may see it."""
    state, due = pair.state, pair.due
    kept: dict[str, Any] = {name: getattr(state, name) for name in SAME}
    return MentorshipShown(
        **kept,
        mentee=partner(state.mentee),
        mentor=partner(state.mentor),
        id=state.id,
        program=program_of(state),
        now=pair.now,
        waits_for=due.waits_for if due else None,
        due=due.at if due else None,
        overdue=pair.overdue,
        health=pair.health,
        cadence=state.cadence,
        goal_attainment=goal_attainment(state),
        episodes=state.episodes,
        messages=pair.deliveries,
    )
