"""Search attributes: how operators find mentorships and cohorts in the engine."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate, TypedSearchAttributes

from domain.mentorship.decide import next_due
from domain.mentorship.health import health
from domain.mentorship.state import State

PROGRAM = SearchAttributeKey.for_keyword("TandemProgram")
COHORT = SearchAttributeKey.for_keyword("TandemCohort")
STAGE = SearchAttributeKey.for_keyword("TandemStage")
HEALTH = SearchAttributeKey.for_keyword("TandemHealth")
EPISODE = SearchAttributeKey.for_keyword("TandemEpisode")
DUE = SearchAttributeKey.for_datetime("TandemDue")
ALL: tuple[SearchAttributeKey[Any], ...] = (PROGRAM, COHORT, STAGE, HEALTH, EPISODE, DUE)


Shown = tuple[Any, ...]
"""Values in the order of `ALL`; None where one is not set."""


def shown_in(attributes: TypedSearchAttributes) -> Shown:
    """What a run before has left."""
    return tuple(attributes.get(key) for key in ALL)


def shown_by(state: State, before: Shown) -> Shown:
    """The values that operators search by; what is shown so far stays where it is good enough."""
    due = next_due(state)
    return (
        f"{state.program.program}@{state.program.version}",
        state.cohort,
        "paused" if state.pause else state.stage,
        health(state, state.at).band,
        " ".join(episode.trigger for episode in state.open_episodes) or "none",
        roughly(due.at, before[-1]) if due else None,
    )


def roughly(due: datetime, shown: datetime | None) -> datetime:
    """A midnight behind `due`, the second one at most: finer costs an upsert for nearly each fact.

    So a mentorship whose time is over has not acted though it should have (deploy/decisions/0007).
    """
    day = due.astimezone(UTC).date() + timedelta(days=2)
    second = datetime.combine(day, time(), tzinfo=UTC)
    return shown if shown and due <= shown <= second else second


def updates(shown: Shown) -> list[SearchAttributeUpdate[Any]]:
    """The update that sets them all in one event."""
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in zip(ALL, shown, strict=True)
    ]
