"""The workflows of subscriptions, for tests that need no engine: they note what reaches them."""

from activities.contracts import SendEvent, SentEvent
from domain.webhooks.model import Webhook


class FakeWebhookRuns:
    """Notes who was called and what was to be sent; the receiver says what the test wants."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.sent: list[SendEvent] = []
        self.answer = SentEvent(taken=True, says="200 OK")
        self.down: Exception | None = None

    async def call(self, webhook: Webhook) -> None:
        if self.down:
            raise self.down
        self.called.append(webhook.id)

    async def call_last(self, webhook: str) -> None:
        if self.down:
            raise self.down
        self.called.append(webhook)

    async def send(self, webhook: Webhook, ask: SendEvent) -> SentEvent:
        if self.down:
            raise self.down
        self.sent.append(ask)
        return self.answer
