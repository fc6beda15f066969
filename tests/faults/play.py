"""One cohort, played by people who ask again until they are answered; faults may go on beside."""

import asyncio
import contextlib
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import (
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from domain.mentorship.decide import is_over
from domain.mentorship.storage import fold
from domain.record import RecordedFact, StoredFact
from entrypoints.launching import Launching, Roster
from tests.faults.cohort import EPOCH, Tempo
from tests.faults.parts import Parts
from tests.faults.people import Ask, Couple

GLANCE = 0.03  # seconds between two looks at the record
AGAIN = 0.2  # seconds before something that did not get through is tried again
PERSISTENCE = 20.0  # seconds for which somebody who was refused asks again
FINAL = ("accepted", "gone")
RPC = timedelta(seconds=3)
TASK_QUEUE = "tandem"
CUT_OFF = "AcceptedUpdateCompletedWorkflow"
AWAY = (SQLAlchemyError, psycopg.Error, sqlite3.Error, OSError)
"""What a record that can't be reached raises."""

GONE = {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}


@dataclass
class Play:
    """A cohort in the making: what the record has told, and what people were answered."""

    parts: Parts
    couples: dict[str, Couple]
    tempo: Tempo
    told: list[RecordedFact] = field(default_factory=list)
    streams: dict[str, list[StoredFact]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, str] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    open: set[str] = field(default_factory=set)
    patient: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, cohorts: list[tuple[str, Roster]], stagger: float, limit: float) -> None:
        """Launch each cohort a little after the one before, and live all of them to the end."""
        self.patient.set()
        self.open = set(self.couples)
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for number, (name, roster) in enumerate(cohorts):
                group.create_task(self.launch(name, roster, number * stagger))
            listening = group.create_task(self.listen(group))
            await self.over.wait()
            listening.cancel()

    async def launch(self, name: str, roster: Roster, after: float) -> None:
        """Launch a cohort, again until it is launched."""
        await asyncio.sleep(after)
        store = self.parts.store
        launching = Launching(self.parts.client, TASK_QUEUE, store.cohorts, store.board)
        clock = self.tempo.clock(datetime.now(UTC))
        while True:
            with contextlib.suppress(RPCError, *AWAY):
                await launching.launch(name, roster, EPOCH, clock)
                return
            await asyncio.sleep(AGAIN)

    async def listen(self, group: asyncio.TaskGroup) -> None:
        """Tail the record, and let people act on what it tells."""
        while True:
            fresh = await self.read()
            for recorded in fresh:
                for ask in self.hear(recorded):
                    group.create_task(self.carry_out(recorded.fact.stream, ask))
            if fresh:
                self.news.set()
            await asyncio.sleep(GLANCE)

    async def read(self) -> list[RecordedFact]:
        """The next facts of the record; none while the database is away."""
        after = self.told[-1].position if self.told else 0
        try:
            return await asyncio.to_thread(self.parts.store.events.read, after)
        except AWAY:
            return []

    def hear(self, recorded: RecordedFact) -> list[Ask]:
        """Take a fact in."""
        fact = recorded.fact
        self.told.append(recorded)
        self.streams[fact.stream].append(fact)
        if fact.type in ("survey_closed", "mentorship_closed"):
            state = fold(fact.stream, self.streams[fact.stream])
            if state is not None and is_over(state):
                self.open.discard(fact.stream)
                if not self.open:
                    self.over.set()
        return self.couples[fact.stream].hears(fact)

    async def carry_out(self, pair: str, ask: Ask) -> None:
        """Ask after a while, and again until there is an answer.

        Where a worker died between the record and the engine, the engine hears of a fact a little
        after those who read the record; whoever is refused for that asks again.
        """
        await asyncio.sleep(ask.after)
        await self.patient.wait()
        request = Request(id=ask.id, by=ask.by, command=ask.command, data=ask.data)
        loop, answer = asyncio.get_running_loop(), None
        until = loop.time() + PERSISTENCE
        while answer is None or (answer not in FINAL and loop.time() < until):
            await asyncio.sleep(AGAIN if answer or ask.id in self.tries else 0.0)
            self.tries[ask.id] += 1
            answer = await self.send(pair, request)
            self.refused += answer is not None and answer not in FINAL
        self.answers[ask.id] = answer

    async def send(self, pair: str, request: Request) -> str | None:
        """The answer to a request: `accepted`, a refusal's code, `gone`; None where none came."""
        handle = self.parts.client.get_workflow_handle(mentorship_workflow(pair))
        try:
            await handle.execute_update("ask", request, id=request.id, rpc_timeout=RPC)
        except WorkflowUpdateFailedError as problem:
            cause = problem.cause
            code = (cause.type if isinstance(cause, ApplicationError) else None) or "refused"
            return None if code == CUT_OFF else code
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return None
        except RPCError as problem:
            return "gone" if problem.status in GONE else None
        return "accepted"
