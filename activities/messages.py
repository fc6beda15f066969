"""Messages: each is sent once, and what became of it is kept."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from temporalio import activity

from activities import contracts
from activities.heartbeat import alive
from domain.errors import MailUnavailable, RecipientRefused, TandemError
from domain.mentorship.messages import Delivery, Message
from domain.ports import DeliveryLog, Mailer

log = structlog.get_logger()


class MessageActivities:
    """Delivers the outbox of a mentorship; `message_id` names the mail of an effect."""

    def __init__(
        self, deliveries: DeliveryLog, mailer: Mailer, message_id: Callable[[str], str]
    ) -> None:
        self._deliveries = deliveries
        self._mailer = mailer
        self._message_id = message_id

    @activity.defn(name=contracts.DELIVER)
    async def deliver(self, post: contracts.Post) -> contracts.Deliveries:
        """Send each message, in order for each recipient; a failure never stops the others."""
        queues: dict[str, list[Message]] = {}
        for message in post.messages:
            queues.setdefault(message.to.person, []).append(message)
        async with alive():
            chains = [self.deliver_chain(queue, post) for queue in queues.values()]
            fates = {
                fate.effect: fate for chain in await asyncio.gather(*chains) for fate in chain
            }
        return contracts.Deliveries(deliveries=tuple(fates[m.id] for m in post.messages))

    async def deliver_chain(self, queue: list[Message], post: contracts.Post) -> list[Delivery]:
        """Send to one person; once a message has to wait, those behind it wait too."""
        fates: list[Delivery] = []
        for message in queue:
            if fates and fates[-1].outcome == "deferred":
                fates.append(deferred(message, "an earlier message still waits"))
            else:
                fates.append(await self.deliver_one(message, post))
        return fates

    async def deliver_one(self, message: Message, post: contracts.Post) -> Delivery:
        """Send a message unless it was sent before; any failure leaves it for another attempt."""
        try:
            row = await asyncio.to_thread(
                self._deliveries.claim, message, self._message_id(message.id), post.now
            )
            if row.status != "sending":
                return Delivery(effect=message.id, outcome=row.status, reason=row.reason)
            fate = await self.send(message, post.stale_until)
            await asyncio.to_thread(
                self._deliveries.settle, message.id, fate.outcome, fate.reason, post.now
            )
        except TandemError as problem:
            return deferred(message, str(problem))
        return fate

    async def send(self, message: Message, stale_until: datetime) -> Delivery:
        """Hand a message over, or tell why not."""
        if message.useful_until is not None and message.useful_until <= stale_until:
            return Delivery(effect=message.id, outcome="skipped", reason="too late to be useful")
        try:
            await self._mailer.send(message)
        except RecipientRefused as refusal:
            return Delivery(effect=message.id, outcome="bounced", reason=str(refusal))
        except MailUnavailable as problem:
            return deferred(message, str(problem))
        except Exception as problem:
            # A letter that can't be written must hold up neither the others nor the workflow.
            log.exception("message_failed", effect=message.id, kind=message.kind)
            return deferred(message, f"{type(problem).__name__}: {problem}")
        return Delivery(effect=message.id, outcome="delivered")


def deferred(message: Message, reason: str) -> Delivery:
    """Leave a message for another attempt."""
    return Delivery(effect=message.id, outcome="deferred", reason=reason)
