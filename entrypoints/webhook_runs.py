"""The way to the workflows of subscriptions: they are called, asked, and started where missing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import SendEvent, SentEvent
from adapters.temporal.connection import TemporalUnreachable
from adapters.temporal.launcher import TASK_TIMEOUT
from adapters.temporal.webhooks import webhook_queue, webhook_start, webhook_workflow
from domain.webhooks.model import Webhook
from entrypoints.asking import NoAnswer, RequestFailed

PATIENCE = timedelta(seconds=70)
"""How long to wait for what a receiver says: longer than all attempts of the activity at it."""


class WebhookRuns(Protocol):
    """The workflows of subscriptions."""

    async def call(self, webhook: Webhook) -> None:
        """Let it look at the subscription now; raises `TemporalUnreachable`."""

    async def call_last(self, webhook: str) -> None:
        """Let it see that the subscription is gone; one that is missing stays away."""

    async def send(self, webhook: Webhook, ask: SendEvent) -> SentEvent:
        """Let it send one event out of turn; raises `NoAnswer` or `RequestFailed` too."""


class TemporalWebhookRuns:
    """The workflows in Temporal."""

    def __init__(self, client: Client, task_queue: str, patience: timedelta = PATIENCE) -> None:
        self._client = client
        self._patience = patience.total_seconds()
        self._queue = webhook_queue(task_queue)

    async def call(self, webhook: Webhook) -> None:
        start = webhook_start(webhook)
        with reaching():
            await self._client.start_workflow(
                start.workflow,
                start.begin,
                start_signal="look",
                static_summary=start.summary,
                **self._options(webhook),
            )

    async def call_last(self, webhook: str) -> None:
        with reaching():
            try:
                await self._client.get_workflow_handle(webhook_workflow(webhook)).signal("look")
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise

    async def send(self, webhook: Webhook, ask: SendEvent) -> SentEvent:
        start = webhook_start(webhook)
        beginning: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            start.workflow, start.begin, static_summary=start.summary, **self._options(webhook)
        )
        with reaching():
            async with asyncio.timeout(self._patience):
                sent: SentEvent = await self._client.execute_update_with_start_workflow(
                    "send",
                    ask,
                    start_workflow_operation=beginning,
                    id=ask.key,
                    result_type=SentEvent,
                )
        return sent

    def _options(self, webhook: Webhook) -> dict[str, Any]:
        return {
            "id": webhook_workflow(webhook.id),
            "task_queue": self._queue,
            "task_timeout": TASK_TIMEOUT,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
        }


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what hinders a call of a workflow into an error for people."""
    try:
        yield
    except WorkflowUpdateFailedError as failure:
        raise RequestFailed(f"It could not be sent: {failure.cause}") from None
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        raise NoAnswer("No worker has answered; is one running?") from None
    except RPCError as error:
        raise TemporalUnreachable(f"Temporal did not carry this out: {error.message}") from None
