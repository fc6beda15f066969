"""Starts mentorships and cohorts in Temporal, by ids that make a second start harmless."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.cohort.model import Pair
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.ports import Cohort

AT_ONCE = 16


def mentorship_workflow(mentorship: str) -> str:
    """The workflow id of a mentorship."""
    return f"mentorship-{mentorship}"


def cohort_workflow(cohort: str) -> str:
    """The workflow id of a cohort."""
    return f"cohort-{cohort}"


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
        opening = MentorshipOpened(
            cohort=cohort.name,
            program=cohort.program,
            mentee=Party.of(pair.mentee),
            mentor=Party.of(pair.mentor),
            note=pair.note,
        )
        begin = {
            "id": pair.id,
            "opening": opening.model_dump(mode="json"),
            "clock": cohort.clock and cohort.clock.model_dump(mode="json"),
        }
        try:
            await self._client.start_workflow(
                "Mentorship",
                begin,
                id=mentorship_workflow(pair.id),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=f"{cohort.name}: {pair.mentee.person} with {pair.mentor.person}",
            )
        except WorkflowAlreadyStartedError:
            return
