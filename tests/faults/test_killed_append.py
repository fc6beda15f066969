"""A worker dies while it waits for the database: its pair goes on with the next one, soon."""

import asyncio
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import PendingActivityState, TimeoutType
from temporalio.client import WorkflowHandle

from activities import contracts
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from entrypoints.launching import Launching
from tests.faults.cohort import roster
from tests.faults.parts import Parts, parts
from tests.faults.play import TASK_QUEUE
from tests.faults.test_poisoned import until

PAIR = "spring-N001-M001"
PATIENCE = 60.0  # seconds
PAUSE = Request(id="pause", by="manager", command="pause", data={"reason": "A week at sea."})


async def test_a_worker_that_is_killed_amid_an_append_is_missed_by_its_heartbeats(
    tmp_path: Path,
) -> None:
    async with parts(tmp_path, "postgres") as there:
        pair = await launched(there)
        assert there.gates.database
        there.gates.database.flowing.clear()
        async with asyncio.TaskGroup() as asking:
            asking.create_task(pair.execute_update("ask", PAUSE, id=PAUSE.id))
            await append_begun(pair)

            there.worker.kill()
            there.gates.database.cut()
            there.gates.database.flowing.set()
            there.worker.start()

        assert [fact.type for fact in there.store.events.stream(PAIR)][1:] == ["mentorship_paused"]
        assert await missed(pair) == TimeoutType.TIMEOUT_TYPE_HEARTBEAT


async def launched(there: Parts) -> WorkflowHandle[Any, Any]:
    """A pair that has opened, with its letters under way."""
    launching = Launching(there.client, TASK_QUEUE, there.store.cohorts, there.store.board)
    await launching.launch("spring", roster("spring", 1, "short"))
    await until(lambda: there.store.board.pair(PAIR) is not None, PATIENCE)
    return there.client.get_workflow_handle(mentorship_workflow(PAIR))


async def append_begun(pair: WorkflowHandle[Any, Any]) -> None:
    """Wait until a worker has begun to append with patience."""
    started = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    async with asyncio.timeout(PATIENCE):
        while True:
            pending = (await pair.describe()).raw_description.pending_activities
            states = {one.activity_type.name: one.state for one in pending}
            if states.get(contracts.RECORD) == started:
                return
            await asyncio.sleep(0.1)


async def missed(pair: WorkflowHandle[Any, Any]) -> int:
    """How Temporal noticed that the first attempt to append would not end."""
    history = await pair.fetch_history()
    (append,) = [
        event.event_id
        for event in history.events
        if event.activity_task_scheduled_event_attributes.activity_type.name == contracts.RECORD
    ]
    (begun,) = [
        event.activity_task_started_event_attributes
        for event in history.events
        if event.activity_task_started_event_attributes.scheduled_event_id == append
    ]
    return begun.last_failure.timeout_failure_info.timeout_type
