"""Messages: each is sent once, and what became of it is kept."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from temporalio import activity

from activities import contracts
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
        fates: list[Delivery] = []
        held_up: set[str] = set()
        for message in post.messages:
            if message.to.person in held_up:
                fates.append(deferred(message, "an earlier message still waits"))
                continue
            fate = await self.deliver_one(message, post.now)
            fates.append(fate)
            if fate.outcome == "deferred":
                held_up.add(message.to.person)
        return contracts.Deliveries(deliveries=tuple(fates))

    async def deliver_one(self, message: Message, now: datetime) -> Delivery:
        """Send one message unless it was sent before; any failure leaves it for another attempt."""
        try:
            row = await asyncio.to_thread(
                self._deliveries.claim, message, self._message_id(message.id), now
            )
            if row.status != "sending":
                return Delivery(effect=message.id, outcome=row.status, reason=row.reason)
            fate = await self.send(message, now)
            await asyncio.to_thread(
                self._deliveries.settle, message.id, fate.outcome, fate.reason, now
            )
        except TandemError as problem:
            return deferred(message, str(problem))
        return fate

    async def send(self, message: Message, now: datetime) -> Delivery:
        """Hand a message over, or tell why not."""
        if message.useful_until is not None and now >= message.useful_until:
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
