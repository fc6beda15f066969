"""What a workflow once did is told by its histories, or it is said that one of them is gone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from adapters.temporal import dev_server
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.temporal.histories import HistoryUnreadable, listen


@workflow.defn(name="Counting", sandboxed=False)
class Counting:
    """Begins a new run for each number, as a mentorship does when its history is long."""

    @workflow.run
    async def run(self, number: int) -> int:
        if number < 3:
            workflow.continue_as_new(number + 1)
        return number


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    quick = {"history.transferProcessorUpdateAckInterval": '"100ms"'}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dev_server, "SETTINGS", dev_server.SETTINGS | quick)
        async with DevServer(tmp_path_factory.mktemp("server")) as server:
            client = await connect(server.address)
            async with Worker(client, task_queue="pairs", workflows=[Counting]):
                yield client


async def asked(client: Client) -> list[int]:
    """The numbers that runs began with, the newest first, until all were asked for."""
    found: list[int] = []

    def far_enough(begin: Any) -> bool:
        found.append(begin)
        return bool(begin == 1)

    await listen(client, "count", Counting, far_enough, lambda *_: None)
    return found


async def first_run(client: Client) -> str:
    begun = (await client.get_workflow_handle("count").fetch_history()).events[0]
    return begun.workflow_execution_started_event_attributes.first_execution_run_id


async def there(run: WorkflowHandle[Any, Any]) -> bool:
    try:
        await run.describe()
    except RPCError as error:
        return error.status != RPCStatusCode.NOT_FOUND
    return True


async def test_a_run_that_was_deleted_meanwhile_is_named_and_not_taken_for_an_accident(
    client: Client,
) -> None:
    await client.execute_workflow("Counting", 1, id="count", task_queue="pairs")
    assert await asked(client) == [3, 2, 1]
    first = client.get_workflow_handle("count", run_id=await first_run(client))

    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=first.id, run_id=first.run_id or ""),
        )
    )
    while await there(first):  # noqa: ASYNC110  a server tells nobody that it is done
        await asyncio.sleep(0.05)

    with pytest.raises(HistoryUnreadable, match=r"A run of count was deleted\."):
        await asked(client)
