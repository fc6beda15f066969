"""Search attributes: how operators find mentorships and cohorts in the engine."""

from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

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


def shown_by(state: State) -> Shown:
    """The values that operators search by, in the order of `ALL`."""
    due = next_due(state)
    return (
        f"{state.program.program}@{state.program.version}",
        state.cohort,
        "paused" if state.pause else state.stage,
        health(state, state.at).band,
        " ".join(episode.trigger for episode in state.open_episodes) or "none",
        due.at if due else None,
    )


def updates(shown: Shown) -> list[SearchAttributeUpdate[Any]]:
    """The update that sets them all in one event."""
    return [
        key.value_unset() if value is None else key.value_set(value)
        for key, value in zip(ALL, shown, strict=True)
    ]
