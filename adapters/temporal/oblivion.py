"""Makes the engine forget: a workflow begins anew, and its runs of before are deleted."""

import asyncio
import time

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import TandemError

PATIENCE = 180.0  # a server that was told nothing else takes half a minute to delete a run
PAUSE = 0.1


class StillRemembered(TandemError):
    """A workflow has not let go of its past; the same command again goes on."""

    code = "still_remembered"


async def forget(client: Client, workflow_id: str, version: int) -> int:
    """Leave no run that began before `version` was recorded; returns how many were deleted.

    Raises `StillRemembered` where no worker lets it begin anew.
    """
    found = await _describe(client, workflow_id)
    if found is None:
        return 0
    newest = ""
    if found.status == WorkflowExecutionStatus.RUNNING:
        try:
            newest = await _anew(client, found, version)
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:  # it has ended just now
                raise
    return await _delete(client, workflow_id, newest)


async def _anew(client: Client, found: WorkflowExecutionDescription, version: int) -> str:
    """Let it take over what the record knows more, and then begin a new run; returns its id."""
    handle = client.get_workflow_handle(found.id)
    await handle.signal("catch_up")
    last_try = time.monotonic() + PATIENCE
    while await _recorded(client, found.id) < version:
        await _pause(last_try, found.id)
    await handle.signal("roll")
    while True:
        now = await _describe(client, found.id)
        if now is None or now.status != WorkflowExecutionStatus.RUNNING:
            return ""
        if now.run_id != found.run_id:
            return now.run_id
        await _pause(last_try, found.id)


async def _recorded(client: Client, workflow_id: str) -> int:
    """The version that a workflow knows; one that has ended meanwhile needs to know no more."""
    found = await _describe(client, workflow_id)
    if found is None or found.status != WorkflowExecutionStatus.RUNNING:
        return 2**62
    try:
        handle = client.get_workflow_handle(workflow_id)
        known: int = await handle.query("recorded", result_type=int)
    except RPCError:
        return 0
    return known


async def _pause(last_try: float, workflow_id: str) -> None:
    if time.monotonic() > last_try:
        raise StillRemembered(
            f"{workflow_id} has not let go of its past within {PATIENCE:.0f} seconds."
            " Is a worker there? The same command again goes on from here."
        )
    await asyncio.sleep(PAUSE)


async def _delete(client: Client, workflow_id: str, newest: str) -> int:
    """Delete every run but the newest, the oldest first, so that what is left can be found."""
    chain = await _chain(client, workflow_id)
    listed = client.list_workflows(f'WorkflowId = "{workflow_id}"')
    others = [one.run_id async for one in listed if one.run_id not in chain]
    runs = [run for run in (*others, *reversed(chain)) if run != newest]
    for run in runs:
        await _delete_run(client, WorkflowExecution(workflow_id=workflow_id, run_id=run))
    last_try = time.monotonic() + PATIENCE
    for run in runs:
        while await _describe(client, workflow_id, run):
            await _pause(last_try, workflow_id)
    return len(runs)


async def _delete_run(client: Client, execution: WorkflowExecution) -> None:
    request = DeleteWorkflowExecutionRequest(
        namespace=client.namespace, workflow_execution=execution
    )
    try:
        await client.workflow_service.delete_workflow_execution(request)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise


async def _chain(client: Client, workflow_id: str) -> list[str]:
    """The ids of its runs, the newest first, as far back as any is left."""
    found = await _describe(client, workflow_id)
    run, runs = found.run_id if found else "", list[str]()
    while run:
        handle = client.get_workflow_handle(workflow_id, run_id=run)
        try:
            events = handle.fetch_history_events(page_size=1)
            first = await anext(events)
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                break
            raise
        runs.append(run)
        run = first.workflow_execution_started_event_attributes.continued_execution_run_id
    return runs


async def _describe(
    client: Client, workflow_id: str, run: str | None = None
) -> WorkflowExecutionDescription | None:
    try:
        return await client.get_workflow_handle(workflow_id, run_id=run).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise
