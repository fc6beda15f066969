"""What a workflow once did is told by its histories, or it is said that one of them is gone."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

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
from adapters.temporal.payloads import keys_used


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


async def deleted(client: Client, run: WorkflowHandle[Any, Any]) -> None:
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=run.id, run_id=run.run_id or ""),
        )
    )
    while await there(run):  # noqa: ASYNC110  a server tells nobody that it is done
        await asyncio.sleep(0.05)


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

    await deleted(client, first)

    with pytest.raises(HistoryUnreadable, match=r"A run of count was deleted\."):
        await asked(client)


async def test_a_run_that_is_deleted_while_keys_are_looked_for_needs_none(client: Client) -> None:
    await client.execute_workflow("Counting", 3, id="gone", task_queue="pairs")
    gone = await client.get_workflow_handle("gone").describe()
    await deleted(client, client.get_workflow_handle("gone", run_id=gone.run_id))

    async def listed_before(*_: Any, **__: Any) -> AsyncIterator[Any]:
        yield gone

    late = SimpleNamespace(
        list_workflows=listed_before, get_workflow_handle=client.get_workflow_handle
    )
    assert await keys_used(cast("Client", late)) == {}
