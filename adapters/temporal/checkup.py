"""What a look from outside tells about a namespace and its workers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from adapters.temporal.namespace import TYPES

LONGEST_POLL = timedelta(seconds=75)  # a worker that is there asks again after 60 seconds


async def missing_attributes(client: Client, wanted: Mapping[str, str]) -> list[str]:
    """The search attributes that are not registered, or with another type."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    known = dict(answer.custom_attributes)
    return sorted(name for name, kind in wanted.items() if known.get(name) != TYPES[kind])


async def workers(client: Client, task_queue: str) -> int:
    """How many workers ask this queue for work."""
    answer = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    seen = (poller.last_access_time.ToDatetime(UTC) for poller in answer.pollers)
    since = datetime.now(UTC) - LONGEST_POLL
    return sum(at >= since for at in seen)
