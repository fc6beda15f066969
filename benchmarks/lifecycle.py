"""What the standard lifecycle costs in the engine, against what happened in it.

26 weeks, 13 meetings, 6 reviews, all diligent: on the real server with skipped time, with a real
worker and a real record. Time skipping writes events of its own, and they make runs end sooner.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from adapters.mail.fake import FakeMailer
from benchmarks.diligent import Couple, Life
from benchmarks.heartbeats import Heartbeats
from benchmarks.rows import Row
from entrypoints.bootstrap import Store, open_store
from entrypoints.demo.histories import actions_of, runs
from entrypoints.demo.world import demo_settings
from entrypoints.workers import Post, make_worker
from tests.workflows.engine import start_engine

QUEUE = "bench"
MEETINGS, REVIEWS = 13, 6
LONGEST = 100  # events
SKIPPING = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}


@dataclass(frozen=True)
class Lived:
    """A life that is over: the histories of its runs, what they cost and what happened in them."""

    runs: list[WorkflowHistory]
    actions: Counter[str]
    happened: Counter[str]

    @property
    def events(self) -> int:
        """The events of all runs, without those of time skipping."""
        return sum(e.event_type not in SKIPPING for run in self.runs for e in run.events)

    @property
    def longest(self) -> int:
        """The events of the longest run, those of time skipping included."""
        return max(len(run.events) for run in self.runs)


def main() -> Iterator[Row]:
    """Count two lives: one pair tells of its meetings when it is asked, one before."""
    for what, eager in (("standard life", False), ("standard life, told unasked", True)):
        yield from rows(what, asyncio.run(lived(Couple(eager))))


def rows(what: str, life: Lived) -> Iterator[Row]:
    """Actions and events of a life."""
    happened, actions = life.happened.total(), life.actions.total()
    yield Row(
        what=f"actions of a {what}",
        figure=f"{actions}: {words(life.actions)}",
        against=f"{happened} happened: {words(life.happened)}",
        ratio=actions / happened,
        goal=1.25,
        at_most=True,
    )
    yield Row(
        what=f"longest run of a {what}",
        figure=f"{life.longest} events ({life.events} in {len(life.runs)} runs)",
        against=f"{LONGEST} events",
        ratio=life.longest / LONGEST,
        goal=1,
        at_most=True,
    )


def words(counted: Counter[str]) -> str:
    """Kinds with their numbers, the most frequent first."""
    return ", ".join(f"{number} {kind}" for kind, number in counted.most_common() if number)


async def lived(couple: Couple) -> Lived:
    """Live one life and count what it cost."""
    beats, mailer = Heartbeats(), FakeMailer()
    async with world() as (environment, store):
        life = Life(environment, QUEUE, store.events, "m1")
        worker = make_worker(
            environment.client, QUEUE, store, Post(mailer, str), interceptors=[beats]
        )
        async with worker:
            state = await life.live(couple)
        histories = [run async for run in runs(environment.client, life.workflow)]
    held = sum(meeting.status == "held" for meeting in state.meetings)
    reviews = sum(survey.kind == "review" for survey in state.surveys)
    assert (held, reviews, state.outcome) == (MEETINGS, REVIEWS, "completed")
    happened = {"messages": len(mailer.sent), "deadlines": life.dues, "commands": life.commands}
    actions = Counter({"heartbeats": beats.count})
    for history in histories:
        actions += actions_of(history.events)
    return Lived(histories, actions, Counter(happened))


@asynccontextmanager
async def world() -> AsyncIterator[tuple[WorkflowEnvironment, Store]]:
    """A server that skips time, and a record on the disk."""
    with tempfile.TemporaryDirectory() as folder, open_store(demo_settings(Path(folder))) as store:
        async with await start_engine() as environment:
            yield environment, store
