"""A namespace is looked at from outside: are our search attributes there, and any worker?"""

import asyncio
from pathlib import Path

from temporalio import workflow
from temporalio.worker import Worker

from adapters.temporal.checkup import missing_attributes, workers
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer


@workflow.defn(sandboxed=False)
class Nothing:
    """A worker must know some workflow."""

    @workflow.run
    async def run(self) -> None:
        """Do nothing."""


async def test_what_a_namespace_lacks_is_found(tmp_path: Path) -> None:
    async with DevServer(tmp_path, search_attributes={"TandemStage": "Keyword"}) as server:
        client = await connect(server.address)
        wanted = {"TandemStage": "Keyword", "TandemDue": "Datetime"}

        assert await missing_attributes(client, wanted) == {"TandemDue": "Datetime"}
        assert await missing_attributes(client, {"TandemStage": "Text"}) == {"TandemStage": "Text"}

        assert await workers(client, "pairs") == 0
        async with Worker(client, task_queue="pairs", workflows=[Nothing]):
            for _ in range(400):
                if found := await workers(client, "pairs"):
                    break
                await asyncio.sleep(0.05)
            assert found == 1
