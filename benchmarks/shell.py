"""The engine's shell around the core, in a worker: CPU of a workflow task, memory of a workflow.

Against a workflow that does nothing but wait and call a local activity.
"""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from time import process_time

from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.temporal.launcher import TemporalLauncher
from benchmarks.diligent import Couple
from benchmarks.launch import COHORT, pair
from benchmarks.lifecycle import lived
from benchmarks.rows import Row
from domain.mentorship.messages import Message
from entrypoints.bootstrap import open_store
from entrypoints.demo.histories import runs
from entrypoints.demo.world import demo_settings
from entrypoints.workers import Post, make_worker
from entrypoints.working import search_attributes
from tests.workflows.engine import start_engine
from workflows.mentorship import MentorshipWorkflow

STEPS, STEPS_A_RUN = 180, 10
WARM_UP, CACHED = 50, 300
REPEATED = 5
GLANCE = 0.05  # seconds
PATIENCE = 120  # seconds
PAGE = 4096  # bytes
STATM = Path("/proc/self/statm")


@activity.defn
def nothing() -> None:
    """Do nothing."""


@workflow.defn(name="BareLife")
class BareLife:
    """Waits and calls, so many times."""

    @workflow.run
    async def run(self, steps: int) -> None:
        """Take some steps, then go on in a new run."""
        for _ in range(min(steps, STEPS_A_RUN)):
            await workflow.sleep(timedelta(hours=1))
            await workflow.execute_local_activity(
                nothing, schedule_to_close_timeout=timedelta(seconds=9)
            )
        if steps > STEPS_A_RUN:
            workflow.continue_as_new(steps - STEPS_A_RUN)


def main() -> Iterator[Row]:
    """Replay a standard life and a bare one; then fill a worker's cache with each."""
    ours = cpu(asyncio.run(lived(Couple())).runs)
    bare = cpu(asyncio.run(bare_life()))
    yield Row(
        what="CPU of a workflow task (replayed standard life)",
        figure=f"{ours * 1000:.2f} ms",
        against=f"bare workflow, {bare * 1000:.2f} ms",
        ratio=ours / bare,
    )
    ours, bare = asyncio.run(cached())
    yield Row(
        what="memory of a cached workflow",
        figure=f"{ours / 1024:.0f} KiB",
        against=f"bare workflow, {bare / 1024:.0f} KiB",
        ratio=ours / bare,
    )


async def bare_life() -> list[WorkflowHistory]:
    """The histories of a bare life of about as many tasks as a standard one."""
    async with await start_engine() as environment:
        client = environment.client
        async with bare_worker(client):
            await client.execute_workflow("BareLife", STEPS, id="bare", task_queue="bare")
        return [run async for run in runs(client, "bare")]


def bare_worker(client: Client) -> Worker:
    """A worker that knows nothing of mentoring."""
    return Worker(
        client,
        task_queue="bare",
        workflows=[BareLife],
        activities=[nothing],
        activity_executor=ThreadPoolExecutor(4),
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


def cpu(histories: list[WorkflowHistory]) -> float:
    """CPU seconds a workflow task, replayed several times."""
    replayer = Replayer(
        workflows=[MentorshipWorkflow, BareLife],
        data_converter=pydantic_data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    asyncio.run(replay(replayer, histories))
    start = process_time()
    for _ in range(REPEATED):
        asyncio.run(replay(replayer, histories))
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    tasks = sum(event.event_type == done for run in histories for event in run.events)
    return (process_time() - start) / (REPEATED * tasks)


async def replay(replayer: Replayer, histories: list[WorkflowHistory]) -> None:
    """Replay all runs of a workflow."""

    async def each() -> AsyncIterator[WorkflowHistory]:
        for history in histories:
            yield history

    await replayer.replay_workflows(each(), raise_on_replay_failure=True)


class Letterbox:
    """A mailer that only counts."""

    def __init__(self) -> None:
        self.count = 0

    async def send(self, _message: Message) -> None:
        """Throw a message away."""
        self.count += 1


async def cached() -> tuple[float, float]:
    """Bytes that a mentorship takes in a worker's cache, and a bare workflow."""
    with tempfile.TemporaryDirectory() as folder, open_store(demo_settings(Path(folder))) as store:
        async with DevServer(Path(folder), search_attributes=search_attributes()) as server:
            client, mail = await connect(server.address), Letterbox()
            launcher = TemporalLauncher(client, "bench")

            async def launch(first: int, last: int) -> None:
                await launcher.start(COHORT, [pair(str(n)) for n in range(first, last)])
                await until(lambda: mail.count == 2 * last)

            async def start(first: int, last: int) -> None:
                for number in range(first, last):
                    await client.start_workflow(
                        "BareLife", STEPS, id=f"bare-{number}", task_queue="bare"
                    )

            async with bare_worker(client):
                bare = await growth(start)
            async with make_worker(client, "bench", store, Post(mail, str)):
                return await growth(launch), bare


async def growth(start: Callable[[int, int], Awaitable[None]]) -> float:
    """How many bytes each of many workflows adds, once the first ones are there."""
    await start(0, WARM_UP)
    before = await resident()
    await start(WARM_UP, WARM_UP + CACHED)
    return (await resident() - before) / CACHED


async def resident() -> int:
    """The memory of this process, once it has come to rest."""
    await asyncio.sleep(1)
    gc.collect()
    return PAGE * int((await asyncio.to_thread(STATM.read_text, "ascii")).split()[1])


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that the worker brings about."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(GLANCE)
