"""Records new histories: `python -m tests.replay.record` replaces those of the present release."""

import asyncio
import json
import uuid
from datetime import timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHistory

from domain.webhooks.attempts import ATTEMPTS
from tests.workflows.engine import start_engine
from tests.workflows.hooks import BROKEN, HookOffice
from tests.workflows.office import Handle, Office, until
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


async def webhook__refused_and_removed(hooks: HookOffice) -> Handle:
    """A subscription whose receiver refuses an event for good, and is sent it again later."""
    hooks.happens("meeting_held", "meeting_missed")
    hooks.sender.answers.extend([BROKEN] * ATTEMPTS)
    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 2)
    await hooks.send(one, "r1", "fact-1")
    hooks.webhooks.pause(one.id, "by ana")
    await hooks.call(one)
    await until(lambda: hooks.webhooks.letters(one.id) == [])
    hooks.webhooks.remove(one.id)
    await hooks.call(one)
    await hooks.handle(one).result()
    return hooks.handle(one)


STORIES = (
    mentorship__never_signed,
    mentorship__silent_after_signing,
    mentorship__paused_and_resumed,
    cohort__launched_and_closed,
)


async def runs(client: Client, story: Handle) -> list[WorkflowHistory]:
    """The history of each run of a workflow, oldest first."""
    query = f'WorkflowId = "{story.id}"'
    found = [run async for run in client.list_workflows(query)]
    handles = [
        client.get_workflow_handle(run.id, run_id=run.run_id)
        for run in sorted(found, key=lambda run: run.start_time)
    ]
    return [await handle.fetch_history() for handle in handles]


async def keep(client: Client, name: str, handle: Handle) -> None:
    """Write down the history of each run of a story."""
    for number, history in enumerate(await runs(client, handle), 1):
        small = json.dumps(history.to_json_dict(), separators=(",", ":"))
        file = HISTORIES / f"{name}__{number}__{RELEASE}.json"
        file.write_text(small + "\n", encoding="utf-8")


async def main() -> None:
    """Live through each story and keep its histories."""
    HISTORIES.mkdir(exist_ok=True)
    async with await start_engine() as environment:
        office = Office(environment, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
        async with office.open():
            for story in STORIES:
                await keep(environment.client, story.__name__, await story(office))
        hooks = HookOffice(environment, f"hooks-{uuid.uuid4()}", cached=100)
        async with hooks.open():
            told = webhook__refused_and_removed
            await keep(environment.client, told.__name__, await told(hooks))


if __name__ == "__main__":
    asyncio.run(main())
