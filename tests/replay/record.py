"""Records histories: `python -m tests.replay.record` writes those of the present release anew.

With words, only the stories whose names hold one of them.
"""

import asyncio
import sys
import uuid
from importlib.metadata import version

from temporalio.client import Client, WorkflowHistory

from tests.replay import kept
from tests.replay.stories import STORIES, webhook__refused_and_removed
from tests.replay.stories_of_operations import OPERATIONS
from tests.workflows.engine import start_engine
from tests.workflows.hooks import HookOffice
from tests.workflows.office import Handle, Office

LAST = {
    "mentorship__back_after_a_nudge": 2,
    "mentorship__diligent": 3,
    "mentorship__erased": 2,
    "mentorship__extended": 1,
    "mentorship__silent_after_signing": 2,
    "mentorship__worried": 1,
}
"""So many runs at the end of a story are kept: before them, nothing happens that another one does
not show."""


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
    found = list(enumerate(await runs(client, handle), 1))
    for number, history in found[-LAST.get(name, len(found)) :]:
        kept.write(f"{name}__{number}__{version('tandem')}", history)


async def main(words: list[str]) -> None:
    """Live through each story, each in an office of its own, and keep its histories."""

    def wanted(name: str) -> bool:
        return not words or any(word in name for word in words)

    kept.HISTORIES.mkdir(exist_ok=True)
    async with await start_engine() as environment:
        for story in (*STORIES, *OPERATIONS):
            if wanted(name := story.__name__):
                queue = f"tandem-{uuid.uuid4()}"
                office = Office(environment, queue, max_cached_workflows=100)
                async with office.open():
                    await keep(environment.client, name, await story(office))
        if wanted(name := webhook__refused_and_removed.__name__):
            hooks = HookOffice(environment, f"hooks-{uuid.uuid4()}", cached=100)
            async with hooks.open():
                handle = await webhook__refused_and_removed(hooks)
                await keep(environment.client, name, handle)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
