"""A receiver in memory, for tests: it keeps what it is handed, and answers as it is told."""

from collections import deque
from datetime import datetime
from typing import NamedTuple

from adapters.webhooks.standard import Signer
from domain.webhooks.model import Answer, Webhook

TAKEN = Answer(status=200, reason="OK")


class Got(NamedTuple):
    """A message as it came in."""

    headers: dict[str, str]
    body: bytes


class FakeWebhookSender:
    """Hands events to itself; `answers` come first, one each, then it takes everything."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.got: list[Got] = []
        self.answers: deque[Answer] = deque()

    async def send(self, webhook: Webhook, event: str, body: bytes, at: datetime) -> Answer:
        self.got.append(Got(self._signer.headers(webhook, event, body, at), body))
        return self.answers.popleft() if self.answers else TAKEN
