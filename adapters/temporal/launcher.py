"""Starts mentorships and cohorts in Temporal, by ids that make a second start harmless."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.cohort.model import Pair
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.ports import Cohort

AT_ONCE = 16
TASK_TIMEOUT = timedelta(seconds=10)
"""How soon a workflow task whose worker has died is given to another one.

Shorter ones run out on a busy machine, which then has to replay what it had in its memory.
"""


def mentorship_workflow(mentorship: str) -> str:
    """The workflow id of a mentorship."""
    return f"mentorship-{mentorship}"


def cohort_workflow(cohort: str) -> str:
    """The workflow id of a cohort."""
    return f"cohort-{cohort}"


def summary(cohort: Cohort, pair: Pair) -> str:
    """A mentorship in one line, as operators see it in the engine."""
    return f"{cohort.name}: {pair.mentee.person} with {pair.mentor.person}"


def opening(cohort: Cohort, pair: Pair) -> dict[str, Any]:
    """What a mentorship begins with that has no facts yet."""
    event = MentorshipOpened(
        cohort=cohort.name,
        program=cohort.program,
        mentee=Party.of(pair.mentee),
        mentor=Party.of(pair.mentor),
        note=pair.note,
    )
    clock = cohort.clock and cohort.clock.model_dump(mode="json")
    return {"id": pair.id, "opening": event.model_dump(mode="json"), "clock": clock}


class TemporalLauncher:
    """Starts one independent workflow for each pair."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def start(self, cohort: Cohort, pairs: Iterable[Pair]) -> int:
        """Start those that never ran; a mentorship that has ended is not started again."""
        room = asyncio.Semaphore(AT_ONCE)

        async def start_one(pair: Pair) -> None:
            async with room:
                await self._start(cohort, pair)

        started = [start_one(pair) for pair in pairs]
        await asyncio.gather(*started)
        return len(started)

    async def _start(self, cohort: Cohort, pair: Pair) -> None:
        try:
            await self._client.start_workflow(
                "Mentorship",
                opening(cohort, pair),
                id=mentorship_workflow(pair.id),
                task_queue=self._task_queue,
                task_timeout=TASK_TIMEOUT,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=summary(cohort, pair),
            )
        except WorkflowAlreadyStartedError:
            return
