"""What runs in the engine, and how a workflow is put back there from outside."""

from datetime import timedelta
from typing import Any, Literal, NamedTuple

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import (
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.launcher import TASK_TIMEOUT

Standing = Literal["missing", "running", "ended"]
STANDINGS: dict[WorkflowExecutionStatus, Standing] = {
    WorkflowExecutionStatus.RUNNING: "running",
    WorkflowExecutionStatus.COMPLETED: "ended",
}
ANSWER_WITHIN = timedelta(seconds=10)
ENCODED = "Encoded failure"  # all that a query that failed says: its words are encrypted
FAILS = "its code fails, and tandem doctor says how"


class Start(NamedTuple):
    """A workflow to start: what operators see of it, and what it begins with."""

    workflow: str
    id: str
    begin: Any
    summary: str
    attributes: TypedSearchAttributes = TypedSearchAttributes.empty


class Look(NamedTuple):
    """A workflow as the engine sees it: how it stands, and what operators search it by."""

    standing: Standing
    attributes: TypedSearchAttributes = TypedSearchAttributes.empty


class NoAnswer(NamedTuple):
    """A workflow did not answer a question, and why."""

    reason: str


class Runs:
    """The workflows of one namespace; its own word counts, never the list, which lags behind."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client = client
        self._task_queue = task_queue

    async def look(self, workflow_id: str) -> Look:
        """Look at one; a workflow that failed or was stopped counts as missing."""
        try:
            found = await self._client.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return Look("missing")
            raise
        standing = STANDINGS.get(found.status, "missing") if found.status else "missing"
        return Look(standing, found.typed_search_attributes)

    async def standing(self, workflow_id: str) -> Standing:
        """Tell whether it runs, has ended by itself, or is missing."""
        return (await self.look(workflow_id)).standing

    async def ask(self, workflow_id: str, query: str, answer: type[Any]) -> Any:
        """Ask a workflow; a worker must be there for it to answer."""
        handle = self._client.get_workflow_handle(workflow_id)
        try:
            return await handle.query(query, result_type=answer, rpc_timeout=ANSWER_WITHIN)
        except Exception as error:  # noqa: BLE001  whatever hinders it is the answer
            return NoAnswer(silence(error))

    async def tell(self, workflow_id: str, signal: str) -> None:
        """Send a signal."""
        await self._client.get_workflow_handle(workflow_id).signal(signal)

    async def put_back(self, start: Start, *, even_ended: bool = False) -> bool:
        """Start it unless it runs or has ended by itself; False where it is there already.

        The server decides, so of two who put the same one back one is told that it is there.
        """
        reuse = (
            WorkflowIDReusePolicy.ALLOW_DUPLICATE
            if even_ended
            else WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
        )
        try:
            await self._start(start, reuse, WorkflowIDConflictPolicy.FAIL)
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def replace(self, start: Start) -> None:
        """Start it in place of one that runs, or again after one that has ended."""
        await self._start(
            start,
            WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        )

    async def _start(
        self, start: Start, reuse: WorkflowIDReusePolicy, conflict: WorkflowIDConflictPolicy
    ) -> None:
        await self._client.start_workflow(
            start.workflow,
            start.begin,
            id=start.id,
            task_queue=self._task_queue,
            task_timeout=TASK_TIMEOUT,
            id_reuse_policy=reuse,
            id_conflict_policy=conflict,
            static_summary=start.summary,
            search_attributes=start.attributes,
        )


def silence(error: Exception) -> str:
    """Why a workflow did not answer, in words."""
    said = " ".join(str(error).split()) or type(error).__name__
    return FAILS if said == ENCODED else said
