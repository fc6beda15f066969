"""How long the runs of a mentorship are."""

import asyncio

from tests.workflows.office import Office, Pair


async def settled_length(pair: Pair) -> int:
    """How long the history of the present run is, once nothing is under way."""
    lengths = [-1]
    while lengths[-3:] != [lengths[-1]] * 3:
        await asyncio.sleep(0.2)
        lengths.append((await pair.handle.describe()).history_length)
    return lengths[-1]


async def run_lengths(office: Office, pair: Pair) -> list[int]:
    """The history length of each run of a mentorship."""
    query = f'WorkflowId = "{pair.handle.id}"'
    return [run.history_length async for run in office.engine.client.list_workflows(query)]
