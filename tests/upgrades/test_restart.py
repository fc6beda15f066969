"""Workers are replaced one after the other, and nobody who asks for something notices."""

import asyncio
import uuid
from contextlib import AsyncExitStack
from copy import copy
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

from temporalio.testing import WorkflowEnvironment

from adapters.temporal.connection import connect
from domain.mentorship.commands import Request
from entrypoints.asking import ask
from entrypoints.workers import Crew
from tests.workflows.engine import start_engine
from tests.workflows.office import Office, Pair

PAIRS = 6
PATIENCE = timedelta(seconds=30)


async def test_no_update_fails_while_one_worker_after_the_other_is_replaced() -> None:
    async with await start_engine() as engine:
        office = Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
        stop = asyncio.Event()
        async with AsyncExitStack() as last:
            async with await beside(office):
                async with office.worker():
                    pairs = [await office.start_held() for _ in range(PAIRS)]
                    asking = [asyncio.create_task(keep_asking(engine, p, stop)) for p in pairs]
                    await asyncio.sleep(1)
                await asyncio.sleep(0.5)
                await last.enter_async_context(await beside(office))
            await asyncio.sleep(1)
            stop.set()
            asked = await asyncio.gather(*asking)

    assert min(asked) > 1
    for pair, count in zip(pairs, asked, strict=True):
        causes = [fact.cause for fact in pair.facts()]
        assert causes == ["launch", *(f"{pair.id}/{number}" for number in range(count))]


async def keep_asking(engine: WorkflowEnvironment, pair: Pair, stop: asyncio.Event) -> int:
    """Ask for one thing after the other, as a page does; tells how many were accepted."""
    number = 0
    while not stop.is_set():
        told = {"skills": [f"skill {number}"]}
        request = Request(id=f"{pair.id}/{number}", by="P1", command="name_gaps", data=told)
        receipt = await ask(engine.client, pair.id, request, PATIENCE)
        assert receipt.facts == ("gaps_named",)
        number += 1
    return number


async def beside(office: Office) -> Crew:
    """A worker of another process: it has a connection of its own."""
    there = office.engine.client
    client = await connect(
        there.service_client.config.target_host, data_converter=there.data_converter
    )
    other = copy(office)
    other.engine = cast("WorkflowEnvironment", SimpleNamespace(client=client))
    return other.worker()
