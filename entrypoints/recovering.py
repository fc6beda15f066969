"""Recovers mentorships: compares the record with the engine, pair by pair, and makes good.

The record is the truth. What the engine has lost is started again from it; where the record itself
has lost facts, as after a restore, that is found, and put right only if somebody says how.
"""

import asyncio
from collections.abc import Callable
from typing import Literal

from sqlalchemy.exc import InterfaceError, OperationalError
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.histories import HistoryUnreadable
from adapters.temporal.launcher import AT_ONCE, cohort_workflow, mentorship_workflow
from adapters.temporal.runs import NoAnswer, Runs, Standing, Start
from domain.cohort.model import Pair
from domain.mentorship.recovery import Recovered, recover
from domain.model import Model
from domain.ports import Cohort
from entrypoints.bootstrap import Store
from entrypoints.launching import PAGE, all_pairs, has_begun
from entrypoints.recovered import Fate, fate_of, start_of
from entrypoints.refilling import Memory, note_sent, refill, remember
from workflows.cohort import BeginCohort

Mend = Literal["", "refill", "rewind"]
LOOKS, AGAIN = 5, 0.5  # how often, and how many seconds apart, to look whether one catches up
NOBODY = "it has ended, and no worker is there to tell what of it the record has lost"
AWAY = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)


class CohortFate(Model):
    """How the workflow of a cohort was found, and what was done about it."""

    name: str
    found: Literal["running", "over", "missing"]
    did: Literal["", "restarted"] = ""


class Plan(Model):
    """What to do: look only; ask each workflow what it knows; how to mend what is ahead.

    `refill` writes the lost facts back into the record, `rewind` starts the workflow again
    without them. `stuck` are workflows that can't go on: they begin again from the record.
    """

    dry: bool = False
    ask: bool = True
    mend: Mend = ""
    stuck: frozenset[str] = frozenset()


class Recovering:
    """Recovers the cohorts of one installation; `message_id` names the mail of a letter."""

    def __init__(
        self,
        client: Client,
        task_queue: str,
        store: Store,
        plan: Plan,
        message_id: Callable[[str], str],
    ) -> None:
        self._client = client
        self._runs = Runs(client, task_queue)
        self._store = store
        self._plan = plan
        self._message_id = message_id
        self._room = asyncio.Semaphore(AT_ONCE)

    async def pairs(self, cohort: Cohort, told: Callable[[int], None]) -> list[Fate]:
        """Recover the pairs of a cohort, page by page; `told` hears how many are done."""
        pairs = await asyncio.to_thread(all_pairs, self._store.cohorts, cohort.name)
        fates: list[Fate] = []
        for first in range(0, len(pairs), PAGE):
            page = pairs[first : first + PAGE]
            fates += await asyncio.gather(*(self._guarded(cohort, pair) for pair in page))
            told(len(fates))
        return fates

    async def cohort(self, cohort: Cohort) -> CohortFate:
        """Watch a cohort again; it launches its pairs itself only if its day is still to come."""
        if not await asyncio.to_thread(self._store.board.open_count, cohort.name):
            return CohortFate(name=cohort.name, found="over")
        workflow_id = cohort_workflow(cohort.name)
        stuck = workflow_id in self._plan.stuck
        if not stuck and await self._runs.standing(workflow_id) == "running":
            return CohortFate(name=cohort.name, found="running")
        if self._plan.dry:
            return CohortFate(name=cohort.name, found="missing")
        begin = BeginCohort(
            cohort=cohort.name, start=cohort.start, clock=cohort.clock, launched=has_begun(cohort)
        )
        words = f"{cohort.name}: {cohort.pairs} pairs of {cohort.program.program}"
        start = Start("Cohort", workflow_id, begin, words)
        if stuck:
            await self._runs.replace(start)
        else:
            await self._runs.put_back(start, even_ended=True)
        return CohortFate(name=cohort.name, found="missing", did="restarted")

    async def _guarded(self, cohort: Cohort, pair: Pair) -> Fate:
        """One pair that is broken never stops the others; a server that is away stops them all."""
        async with self._room:
            try:
                return await self._pair(cohort, pair)
            except Exception as problem:
                if is_away(problem):
                    raise
                why = f"{type(problem).__name__}: {' '.join(str(problem).split())}"
                return Fate(id=pair.id, cohort=cohort.name, found="broken", why=why)

    async def _pair(self, cohort: Cohort, pair: Pair) -> Fate:
        standing = await self._runs.standing(mentorship_workflow(pair.id))
        if standing == "running" and mentorship_workflow(pair.id) in self._plan.stuck:
            return await self._begin_again(cohort, pair)
        if standing == "running":
            fate = await self._compare(cohort, pair)
            return await self._behind(pair, fate) if fate.behind else fate
        found = await asyncio.to_thread(self._recovered, pair.id)
        if found is not None and found.over:
            return fate_of(cohort, found)
        if standing == "ended":  # with more facts than the record has, or it would be over too
            if not self._plan.ask:
                return Fate(id=pair.id, cohort=cohort.name, found="silent", why=NOBODY)
            fate = await self._compare(cohort, pair)
            if fate.found != "running":
                return fate
        return await self._absent(cohort, pair, found, standing)

    async def _begin_again(self, cohort: Cohort, pair: Pair) -> Fate:
        """Replace a workflow that no code can carry on; all that was acknowledged is recorded."""
        found = await asyncio.to_thread(self._recovered, pair.id)
        fate = Fate(id=pair.id, cohort=cohort.name, found="stuck")
        if self._plan.dry:
            return fate
        await self._runs.replace(start_of(cohort, pair, found))
        return fate.model_copy(update={"did": "begun_again"})

    async def _absent(
        self, cohort: Cohort, pair: Pair, found: Recovered | None, standing: Standing
    ) -> Fate:
        if found is None:
            return await self._unopened(cohort, pair)
        fate = fate_of(cohort, found)
        if self._plan.dry:
            return fate
        start = start_of(cohort, pair, found)
        if await self._runs.put_back(start, even_ended=standing == "ended"):
            return fate.model_copy(update={"did": "restarted"})
        return fate.model_copy(update={"found": "running"})

    async def _unopened(self, cohort: Cohort, pair: Pair) -> Fate:
        fate = Fate(id=pair.id, cohort=cohort.name, found="unopened")
        if not has_begun(cohort):
            return fate.model_copy(update={"found": "waiting"})
        if self._plan.dry:
            return fate
        if await self._runs.put_back(start_of(cohort, pair, None)):
            return fate.model_copy(update={"did": "launched"})
        return fate.model_copy(update={"found": "running"})

    async def _compare(self, cohort: Cohort, pair: Pair) -> Fate:
        """Compare what the workflow knows to be recorded with what is."""
        fate = Fate(id=pair.id, cohort=cohort.name, found="running")
        if not self._plan.ask:
            return fate
        known = await self._runs.ask(mentorship_workflow(pair.id), "recorded", int)
        if isinstance(known, NoAnswer):
            return fate.model_copy(update={"found": "silent", "why": known.reason})
        version = await asyncio.to_thread(self._reached, pair.id, known)
        if version >= known:
            return fate.model_copy(update={"version": version, "engine": known})
        ahead = {"found": "ahead", "version": version, "engine": known}
        return await self._ahead(cohort, pair, fate.model_copy(update=ahead), known)

    async def _behind(self, pair: Pair, fate: Fate) -> Fate:
        """A workflow that has not caught up after a while is told to; it may just be recording."""
        workflow = mentorship_workflow(pair.id)
        for _ in range(LOOKS):
            await asyncio.sleep(AGAIN)
            known = await self._runs.ask(workflow, "recorded", int)
            if isinstance(known, NoAnswer) or known >= fate.version:
                return fate
        fate = fate.model_copy(update={"found": "behind", "engine": known})
        if self._plan.dry:
            return fate
        await self._runs.tell(workflow, "catch_up")
        return fate.model_copy(update={"did": "told"})

    async def _ahead(self, cohort: Cohort, pair: Pair, fate: Fate, known: int) -> Fate:
        memory, why = Memory(), ""
        try:
            memory = await remember(self._client, pair.id, fate.version, known)
        except HistoryUnreadable as problem:
            why = str(problem)
        told = {"lost": memory.lost(fate.version), "sent": memory.posted(fate.version), "why": why}
        fate = fate.model_copy(update=told)
        if self._plan.dry or not self._plan.mend or (why and self._plan.mend == "refill"):
            return fate
        if self._plan.mend == "refill":
            await asyncio.to_thread(self._refill, pair.id, fate.version, memory)
            return fate.model_copy(update={"did": "refilled"})
        await self._rewind(cohort, pair, fate.version, memory)
        return fate.model_copy(update={"did": "rewound"})

    def _refill(self, mentorship: str, version: int, memory: Memory) -> None:
        refill(self._store.events, mentorship, version, memory)
        note_sent(self._store.deliveries, memory, max(memory.facts), self._message_id)

    async def _rewind(self, cohort: Cohort, pair: Pair, version: int, memory: Memory) -> None:
        """Start again without the lost facts; what was sent before them is not sent again."""
        deliveries = self._store.deliveries
        await asyncio.to_thread(note_sent, deliveries, memory, version, self._message_id)
        found = await asyncio.to_thread(self._recovered, pair.id)
        await self._runs.replace(start_of(cohort, pair, found))

    def _recovered(self, mentorship: str) -> Recovered | None:
        facts = self._store.events.stream(mentorship)
        return recover(mentorship, facts, self._store.deliveries.of(mentorship))

    def _reached(self, mentorship: str, known: int) -> int:
        """The version that the record has; asked for only after the workflow has answered."""
        events = self._store.events
        facts = events.stream(mentorship, max(0, known - 1)) or events.stream(mentorship)
        return facts[-1].version if facts else 0


def is_away(problem: Exception) -> bool:
    """A server does not answer, which is no fault of the pair that was looked at."""
    if isinstance(problem, RPCError):
        return problem.status in AWAY
    return isinstance(problem, OperationalError | InterfaceError)
