"""What a look from outside tells about a namespace and its workers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import Client

from adapters.temporal.inside import words_of
from adapters.temporal.namespace import TYPES

FAILING = 'ExecutionStatus="Running" AND TemporalReportedProblems IS NOT NULL'
MOST = 100
NEWEST = 20
SIDES = {
    "workflows": TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    "activities": TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
}
LONGEST_POLL = timedelta(seconds=75)  # a worker that is there asks again after 60 seconds


class Poller(NamedTuple):
    """Somebody who asks for work, and the build that it says it is, if any."""

    worker: str
    build: str


async def missing_attributes(client: Client, wanted: Mapping[str, str]) -> dict[str, str]:
    """The search attributes that are not registered, or with another type than this."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    known = dict(answer.custom_attributes)
    return {name: kind for name, kind in wanted.items() if known.get(name) != TYPES[kind]}


async def workers(client: Client, task_queue: str, kind: str = "workflows") -> int:
    """How many workers ask this queue for its workflows or its activities."""
    return len(await polling(client, task_queue, kind))


async def polling(client: Client, task_queue: str, kind: str = "workflows") -> list[Poller]:
    """Who has asked this queue for its workflows or its activities lately."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=SIDES[kind],
        )
    )
    since = datetime.now(UTC) - LONGEST_POLL
    return [
        Poller(poller.identity, poller.deployment_options.build_id)
        for poller in answer.pollers
        if poller.last_access_time.ToDatetime(UTC) >= since
    ]


async def stuck(client: Client) -> int:
    """How many workflows can't go on, for their own code fails again and again."""
    return (await client.count_workflows(FAILING)).count


async def notes_failing(client: Client) -> bool:
    """Whether the server notes at all whose code fails; it may be told not to."""
    wanted = DescribeNamespaceRequest(namespace=client.namespace)
    found = await client.workflow_service.describe_namespace(wanted)
    return found.namespace_info.capabilities.reported_problems_search_attribute


async def failing(client: Client) -> list[tuple[str, str]]:
    """Workflows whose own code fails again and again, with what it said; a hundred at most."""
    found = client.list_workflows(FAILING, limit=MOST)
    return [(w.id, await _last_words(client, w.id, w.run_id)) async for w in found]


async def all_failing(client: Client) -> list[str]:
    """The ids of all workflows whose own code fails again and again."""
    return [found.id async for found in client.list_workflows(FAILING)]


async def _last_words(client: Client, workflow: str, run: str) -> str:
    """The error of the newest workflow task that failed."""
    answer = await client.workflow_service.get_workflow_execution_history_reverse(
        GetWorkflowExecutionHistoryReverseRequest(
            namespace=client.namespace,
            execution=WorkflowExecution(workflow_id=workflow, run_id=run),
            maximum_page_size=NEWEST,
        )
    )
    for event in answer.history.events:
        if event.HasField("workflow_task_failed_event_attributes"):
            return await words_of(client, event.workflow_task_failed_event_attributes.failure)
    return "its workflow tasks time out"
