"""An installation for the tests of webhooks: a record, subscriptions, and a receiver in memory."""

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.contracts import SendEvent, SentEvent
from activities.webhooks import WebhookActivities
from adapters.store.export import body
from adapters.store.fake import FakeCohortStore, FakeEventStore
from adapters.store.fake_webhooks import FakeWebhooks
from adapters.webhooks.fake import FakeWebhookSender
from adapters.webhooks.standard import Signer
from domain.ports import Cohort
from domain.record import Batch
from domain.webhooks.model import Answer, Webhook
from entrypoints.workers import sandbox
from tests.domain.webhooks.samples import NOON, recorded, webhook
from tests.workflows.office import program
from workflows.webhook import BeginWebhook, WebhookWorkflow

Handle = WorkflowHandle[Any, Any]
BROKEN = Answer(status=500, reason="Internal Server Error")
GONE = Answer(status=410, reason="Gone")


class HookOffice:
    """A worker of webhooks and the fakes behind it."""

    def __init__(self, engine: WorkflowEnvironment, task_queue: str, cached: int) -> None:
        self.engine = engine
        self.task_queue = task_queue
        self.cached = cached
        self.events = FakeEventStore()
        self.cohorts = FakeCohortStore()
        self.webhooks = FakeWebhooks(self.events)
        self.sender = FakeWebhookSender(Signer("a secret of this installation"))
        self.numbers = itertools.count(1)

    def launch(self, cohort: str, **changes: Any) -> None:
        """Let there be a cohort of a program."""
        made = Cohort(name=cohort, program=program(**changes), start=NOON, clock=None, pairs=0)
        self.cohorts.save(made, [], [])

    def happens(self, *kinds: str, cohort: str = "spring") -> None:
        """Record some facts, one after the other."""
        for kind in kinds:
            version = 1 + len(self.events.stream("spring-N01-M01"))
            fact = recorded(version, kind, cohort).fact
            self.events.append(
                Batch(stream=fact.stream, cohort=cohort, expected=version - 1, facts=(fact,))
            )

    def worker(self) -> Worker:
        """A worker as in production, with fakes behind the ports."""
        hooks = WebhookActivities(self.webhooks, self.events, self.cohorts, self.sender, body)
        return Worker(
            self.engine.client,
            task_queue=self.task_queue,
            workflows=[WebhookWorkflow],
            activities=[hooks.deliver_events, hooks.send_event],
            workflow_runner=sandbox(),
            max_cached_workflows=self.cached,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Work while this lasts, and leave no subscription behind."""
        async with self.worker():
            yield
            for one in self.webhooks.list():
                self.webhooks.remove(one.id)

    async def subscribe(self, **changes: Any) -> Webhook:
        """Subscribe, in time that skips whatever nobody waits for."""
        one = webhook(id=f"{self.task_queue}-{next(self.numbers)}", **changes)
        self.webhooks.add(one)
        await self.start(one)
        return one

    async def start(self, one: Webhook) -> Handle:
        """Start the workflow of a subscription."""
        begin = BeginWebhook(webhook=one.id)
        return await self.engine.client.start_workflow(
            "Webhook", begin, id=f"webhook-{one.id}", task_queue=self.task_queue
        )

    def handle(self, one: Webhook) -> Handle:
        """The newest run of its workflow."""
        return self.engine.client.get_workflow_handle(f"webhook-{one.id}")

    async def call(self, one: Webhook) -> None:
        """Let the workflow look at the subscription, as everybody does who has changed it."""
        await self.handle(one).signal("look")

    async def send(self, one: Webhook, key: str, event: str = "") -> SentEvent:
        """Send one event out of turn."""
        ask = SendEvent(webhook=one.id, key=key, event=event)
        sent: SentEvent = await self.handle(one).execute_update(
            "send", ask, id=key, result_type=SentEvent
        )
        return sent

    def got(self) -> list[int]:
        """The positions of the events that came to the receiver, attempts included."""
        return [int(json.loads(got.body)["sequence"]) for got in self.sender.got]

    def position(self, one: Webhook) -> int:
        """How far a subscription has come."""
        return self.webhooks.get(one.id).progress.position
