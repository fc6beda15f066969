"""Records new histories: `python -m tests.replay.record` replaces those of the present release."""

import asyncio
import json
import uuid
from datetime import timedelta
from pathlib import Path

from temporalio.client import WorkflowHistory

from tests.workflows.engine import start_engine
from tests.workflows.office import Handle, Office
from tests.workflows.test_cohort import launch

HISTORIES = Path(__file__).parent / "histories"
RELEASE = "0.1.0"


async def mentorship__never_signed(office: Office) -> Handle:
    """A pair that climbs the whole ladder while aligning."""
    pair = await office.start()
    await pair.handle.result()
    return pair.handle


async def mentorship__silent_after_signing(office: Office) -> Handle:
    """A pair that signs and falls silent, is paused by default and ends."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=400)
    await pair.handle.result()
    return pair.handle


async def mentorship__paused_and_resumed(office: Office) -> Handle:
    """A pair that pauses, resumes, extends and ends early."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=3)
    await pair.ask("P1", "pause", reason="a long journey")
    await office.pass_time(pair, days=20)
    await pair.ask("P1", "resume")
    await pair.ask("manager", "extend", weeks=4)
    await pair.ask("P2", "end", reason="changed_role")
    return pair.handle


async def cohort__launched_and_closed(office: Office) -> Handle:
    """A cohort of two pairs, from its launch until both are closed."""
    _, handle = await launch(office, 2, every=timedelta(days=7))
    await handle.result()
    return handle


STORIES = (
    mentorship__never_signed,
    mentorship__silent_after_signing,
    mentorship__paused_and_resumed,
    cohort__launched_and_closed,
)


async def runs(office: Office, story: Handle) -> list[WorkflowHistory]:
    """The history of each run of a workflow, oldest first."""
    query = f'WorkflowId = "{story.id}"'
    found = [run async for run in office.engine.client.list_workflows(query)]
    handles = [
        office.engine.client.get_workflow_handle(run.id, run_id=run.run_id)
        for run in sorted(found, key=lambda run: run.start_time)
    ]
    return [await handle.fetch_history() for handle in handles]


async def main() -> None:
    """Live through each story and keep its histories."""
    HISTORIES.mkdir(exist_ok=True)
    async with await start_engine() as environment:
        office = Office(environment, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
        async with office.open():
            for story in STORIES:
                handle = await story(office)
                for number, history in enumerate(await runs(office, handle), 1):
                    name = f"{story.__name__}__{number}__{RELEASE}.json"
                    small = json.dumps(history.to_json_dict(), separators=(",", ":"))
                    (HISTORIES / name).write_text(small + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
