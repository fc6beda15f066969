"""What must fail once before anybody tells of it: caused on a running installation."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.service import RPCError

from adapters.temporal.launcher import cohort_workflow, mentorship_workflow
from domain.mentorship.commands import Request
from domain.mentorship.storage import fact_id
from domain.record import Batch, StoredFact
from entrypoints.engine import connect_to
from tests.entrypoints.measuring.running import COHORT, Running
from workflows.cohort import BeginCohort, CohortWorkflow

UNKNOWN = "from_the_future"


@asynccontextmanager
async def failures(parts: Running) -> AsyncIterator[None]:
    """A workflow, a local activity, an activity and calls to Temporal that fail."""
    client = await connect_to(parts.settings, parts.server.address)
    await look_for_nobody(client)
    await launch_nobody(client, parts.settings.task_queue)
    pausing = asyncio.create_task(wedge(client, parts))
    try:
        yield
    finally:
        pausing.cancel()
        await asyncio.gather(pausing, return_exceptions=True)


async def look_for_nobody(client: Client) -> None:
    """Ask Temporal for what it does not have."""
    with contextlib.suppress(RPCError):
        await client.get_workflow_handle("nobody").describe()


async def launch_nobody(client: Client, task_queue: str) -> None:
    """Launch a cohort that is not in the record."""
    begin = BeginCohort(cohort="nobody", start=datetime.now(UTC))
    name = cohort_workflow("nobody")
    await client.start_workflow(CohortWorkflow.run, begin, id=name, task_queue=task_queue)


async def wedge(client: Client, parts: Running) -> None:
    """Write a fact that nobody can read behind the back of a pair, and ask it for something."""
    pair = parts.store.board.cohort(COHORT)[0].mentorship
    at, known = datetime.now(UTC), len(parts.store.events.stream(pair))
    fact = StoredFact(
        id=fact_id(pair, known + 1, UNKNOWN, at.isoformat(), {}),
        stream=pair,
        version=known + 1,
        type=UNKNOWN,
        schema_version=1,
        at=at,
        cause="by hand",
        data={},
    )
    batch = Batch(stream=pair, cohort=COHORT, expected=known, facts=(fact,))
    await asyncio.to_thread(parts.store.events.append, batch)
    told = {"reason": "A week at sea."}
    request = Request(id="pause-1", by="manager", command="pause", data=told)
    handle = client.get_workflow_handle(mentorship_workflow(pair))
    await handle.execute_update("ask", request, id=request.id)


def lose_temporal(parts: Running) -> None:
    """Kill Temporal's server; whoever watches it starts it again."""
    os.kill(parts.server.pid, signal.SIGKILL)
