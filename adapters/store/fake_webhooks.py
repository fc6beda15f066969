"""Subscriptions in memory, for tests."""

import builtins
from datetime import datetime
from typing import Any

from adapters.store.fake import FakeEventStore
from domain.errors import NotFound
from domain.webhooks.model import DeadLetter, Progress, Webhook


class FakeWebhooks:
    """The subscriptions in a dictionary."""

    def __init__(self, events: FakeEventStore) -> None:
        self._events = events
        self._webhooks: dict[str, Webhook] = {}
        self._letters: dict[tuple[str, str], DeadLetter] = {}

    def add(self, webhook: Webhook) -> None:
        self._webhooks.setdefault(webhook.id, webhook)

    def list(self) -> list[Webhook]:
        return sorted(self._webhooks.values(), key=lambda one: (one.added_at, one.id))

    def get(self, webhook: str) -> Webhook:
        if webhook not in self._webhooks:
            raise NotFound(f"There is no subscription {webhook}.")
        return self._webhooks[webhook]

    def pause(self, webhook: str, reason: str) -> None:
        self._change(webhook, paused=reason)

    def resume(self, webhook: str) -> None:
        now = self.get(webhook)
        progress = now.progress.changed(attempts=0, next_at=None, lost=0)
        self._change(webhook, paused="", epoch=now.epoch + 1, progress=progress)

    def replay(self, webhook: str, after: int) -> None:
        now = self.get(webhook)
        progress = Progress(position=after, delivered=now.progress.delivered)
        self._change(webhook, epoch=now.epoch + 1, progress=progress)

    def rotate(self, webhook: str, older_until: datetime) -> None:
        generation = self.get(webhook).generation + 1
        self._change(webhook, generation=generation, older_until=older_until)

    def remove(self, webhook: str) -> None:
        self.get(webhook)
        del self._webhooks[webhook]
        self._letters = {key: it for key, it in self._letters.items() if key[0] != webhook}

    def keep(
        self,
        webhook: str,
        epoch: int,
        progress: Progress,
        letter: DeadLetter | None = None,
        taken: str = "",
    ) -> bool:
        now = self._webhooks.get(webhook)
        if now is None or now.epoch != epoch:
            return False
        self._change(webhook, progress=progress)
        if letter is not None:
            self._letters[webhook, letter.event] = letter
        self._letters.pop((webhook, taken), None)
        return True

    def letters(self, webhook: str) -> builtins.list[DeadLetter]:
        found = [it for (owner, _), it in self._letters.items() if owner == webhook]
        return sorted(found, key=lambda it: it.position)

    def letter(self, webhook: str, event: str) -> DeadLetter:
        if (webhook, event) not in self._letters:
            raise NotFound(f"Subscription {webhook} has no dead letter {event}.")
        return self._letters[webhook, event]

    def settle(self, letter: DeadLetter, error: str = "") -> None:
        key = (letter.webhook, letter.event)
        now = self._letters.pop(key, None)
        if now is not None and error:
            self._letters[key] = now.changed(attempts=now.attempts + 1, error=error)

    def newest(self) -> int:
        return len(self._events.facts)

    def _change(self, webhook: str, **fields: Any) -> None:
        self._webhooks[webhook] = self.get(webhook).changed(**fields)
