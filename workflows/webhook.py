"""One subscription as a durable workflow: deliver, wait as long as there is reason to, go on.

It holds nothing but time: what is delivered, paused or given up stands in the subscription's row
(deploy/decisions/0012-webhooks.md).
"""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from activities.contracts import Delivered, DeliverEvents, SendEvent, SentEvent
    from domain.model import Model
    from workflows import policies


class BeginWebhook(Model):
    """The subscription to serve."""

    webhook: str


@workflow.defn(name="Webhook")
class WebhookWorkflow:
    """Lets one activity after another deliver, so that no event overtakes the one before it."""

    @workflow.init
    def __init__(self, begin: BeginWebhook) -> None:
        """Nobody has called yet."""
        self.begin = begin
        self.called = False

    @workflow.run
    async def run(self, begin: BeginWebhook) -> None:
        """Deliver until the subscription is removed."""
        while not (turn := await self.deliver()).over:
            workflow.set_current_details(turn.says)
            await self.wait(turn.wait)
            if self.should_roll():
                workflow.continue_as_new(begin)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.signal(name="look")
    def look(self) -> None:
        """Look at the subscription at once: somebody has changed it."""
        self.called = True

    @workflow.update(name="send")
    async def send(self, ask: SendEvent) -> SentEvent:
        """Send one event out of turn, and tell what the receiver said."""
        sent: SentEvent = await workflow.execute_activity(
            contracts.SEND_EVENT, ask, result_type=SentEvent, **policies.ONE_EVENT
        )
        return sent

    async def deliver(self) -> Delivered:
        """Deliver until there is a reason to wait, or for some minutes."""
        self.called = False
        delivered: Delivered = await workflow.execute_activity(
            contracts.DELIVER_EVENTS,
            DeliverEvents(webhook=self.begin.webhook),
            result_type=Delivered,
            **policies.WEBHOOK,
        )
        return delivered

    async def wait(self, length: timedelta) -> None:
        """Wait so long, or until somebody calls."""
        if not length:
            return
        try:
            await workflow.wait_condition(lambda: self.called, timeout=length)
        except TimeoutError:
            return

    def should_roll(self) -> bool:
        """Begin a new run after so many events, but not while a handler is under way."""
        long = workflow.info().get_current_history_length() >= policies.RUN_EVENTS
        return long and workflow.all_handlers_finished()
