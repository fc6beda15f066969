"""What webhooks ask of the outside: a place to keep subscriptions, and a way to send."""

import builtins
from datetime import datetime
from typing import Protocol

from domain.webhooks.model import Answer, DeadLetter, Progress, Webhook


class Webhooks(Protocol):
    """Subscriptions, how far each has come, and what nobody took.

    What people change and what the delivery writes down are fields apart, so neither undoes the
    other; whoever names a subscription that there is not gets `domain.errors.NotFound`.
    """

    def add(self, webhook: Webhook) -> None:
        """Keep a new one; the same id again changes nothing."""

    def list(self) -> list[Webhook]:
        """All of them, oldest first."""

    def get(self, webhook: str) -> Webhook:
        """Find one."""

    def pause(self, webhook: str, reason: str) -> None:
        """Deliver nothing more, and say why."""

    def resume(self, webhook: str) -> None:
        """Deliver again, the next event at once."""

    def replay(self, webhook: str, after: int) -> None:
        """Deliver everything behind a position, again if need be."""

    def rotate(self, webhook: str, older_until: datetime) -> None:
        """Sign with a new secret, and with the older one beside it for a while."""

    def remove(self, webhook: str) -> None:
        """Forget it and its dead letters."""

    def keep(
        self,
        webhook: str,
        epoch: int,
        progress: Progress,
        letter: DeadLetter | None = None,
        taken: str = "",
    ) -> bool:
        """Write progress down, and the letter put aside with it; an event `taken` is no letter.

        False, and nothing is written, where somebody has set it to another place since `epoch`.
        """

    def letters(self, webhook: str) -> builtins.list[DeadLetter]:
        """What nobody took, in the order of the record."""

    def letter(self, webhook: str, event: str) -> DeadLetter:
        """Find one event that nobody took."""

    def settle(self, letter: DeadLetter, error: str = "") -> None:
        """Remove a letter that was taken after all, or keep why it was not."""

    def newest(self) -> int:
        """The position of the newest fact in the record."""


class WebhookSender(Protocol):
    """Hands one event to a receiver."""

    async def send(self, webhook: Webhook, event: str, body: bytes, at: datetime) -> Answer:
        """Sign an event and hand it over once; whatever hinders that is an answer, no error.

        The same event of the same subscription has the same message id each time.
        """
