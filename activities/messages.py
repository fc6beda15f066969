"""Messages: each is sent once, and what became of it is kept."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from temporalio import activity

from activities import contracts
from activities.heartbeat import alive, lasting
from domain.errors import BeingSent, MailUnavailable, NotFound, RecipientRefused, TandemError
from domain.mentorship.messages import Delivery, Message
from domain.mentorship.quiet import never_waits
from domain.ports import DeliveryLog, Mailer, MailPace
from domain.record import DeliveryRow

RENEW = 5.0  # seconds; a claim that is not renewed lasts three times as long
PATIENCE = 20.0  # seconds to wait for the claim of a sender that may have died
AGAIN = 1.0  # seconds

log = structlog.get_logger()
each = logging.getLogger(__name__)  # of each message a line: quiet until somebody sets logs up


class MessageActivities:
    """Delivers the outbox of a mentorship; `message_id` names the mail of a letter.

    Where there is a `pace`, it is asked before each letter leaves.
    """

    def __init__(
        self,
        deliveries: DeliveryLog,
        mailer: Mailer,
        message_id: Callable[[str], str],
        pace: MailPace | None = None,
    ) -> None:
        self._deliveries = deliveries
        self._mailer = mailer
        self._message_id = message_id
        self._pace = pace

    @activity.defn(name=contracts.DELIVER)
    async def deliver(self, post: contracts.Post) -> contracts.Deliveries:
        """Send each message, in order for each recipient; a failure never stops the others."""
        queues: dict[str, list[Message]] = {}
        for message in post.messages:
            queues.setdefault(message.to.person, []).append(message)
        async with alive():
            try:
                claimed = await self.claim_first(queues, post.now)
            except Exception as problem:  # noqa: BLE001  without the log nothing can be sent
                waiting = tuple(deferred(message, told(problem)) for message in post.messages)
                return contracts.Deliveries(deliveries=waiting)
            chains = [self.deliver_chain(queue, post, claimed) for queue in queues.values()]
            fates = {
                fate.effect: fate for chain in await asyncio.gather(*chains) for fate in chain
            }
        return contracts.Deliveries(deliveries=tuple(fates[m.id] for m in post.messages))

    async def claim_first(
        self, queues: dict[str, list[Message]], now: datetime
    ) -> dict[str, DeliveryRow]:
        """Claim what goes out at once, in one transaction; a claim never waits for other mail."""
        first = [queue[0] for queue in queues.values()]
        names = [self._message_id(message.letter) for message in first]
        rows = await asyncio.to_thread(
            self._deliveries.claim_all, list(zip(first, names, strict=True)), now
        )
        return {row.effect: row for row in rows}

    async def deliver_chain(
        self, queue: list[Message], post: contracts.Post, claimed: dict[str, DeliveryRow]
    ) -> list[Delivery]:
        """Send to one person; once a message has to wait, those behind it wait too."""
        fates: list[Delivery] = []
        held: Delivery | None = None
        for message in queue:
            if held and not overtakes(message, held):
                fates.append(deferred(message, "an earlier message still waits", held.wait))
                continue
            fate = await self.deliver_one(message, post, claimed.get(message.id))
            held = fate if fate.outcome == "deferred" else held
            fates.append(fate)
        return fates

    async def deliver_one(
        self, message: Message, post: contracts.Post, row: DeliveryRow | None
    ) -> Delivery:
        """Send a message unless it was sent before; any failure leaves it for another attempt."""
        try:
            row = row or await self.claim(message, post.now)
        except Exception as problem:  # noqa: BLE001  a log that is away must not stop the others
            return deferred(message, told(problem))
        match row.status:
            case "delivered" | "bounced" | "skipped" | "deferred" as known:
                return Delivery(effect=message.id, outcome=known, reason=row.reason)
        async with lasting(self.renewing(message.id)):
            fate = await self.send(message, post.stale_until, row.attempts)
            tell(message, fate)
            await self.settle(fate, post.now)
        return fate

    async def claim(self, message: Message, now: datetime) -> DeliveryRow:
        """Claim a message; where a sender may just have died, wait until that is certain."""
        name = self._message_id(message.letter)
        until = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                return await asyncio.to_thread(self._deliveries.claim, message, name, now)
            except BeingSent:
                if asyncio.get_running_loop().time() > until:
                    raise
            await asyncio.sleep(AGAIN)

    async def renewing(self, effect: str) -> None:
        """Keep a claim for as long as this lasts."""
        while True:
            await asyncio.sleep(RENEW)
            with contextlib.suppress(Exception):  # the lease outlasts a log that is away shortly
                await asyncio.to_thread(self._deliveries.renew, effect)

    async def settle(self, fate: Delivery, now: datetime) -> None:
        """Write down what became of a message, when the log is back: nobody else can know it."""
        while True:
            try:
                await asyncio.to_thread(
                    self._deliveries.settle, fate.effect, fate.outcome, fate.reason, now
                )
                return
            except NotFound:  # the log was restored to an earlier day meanwhile
                return
            except Exception as problem:  # noqa: BLE001  the activity's own time-out ends this
                log.warning("not_settled", effect=fate.effect, reason=str(problem))
            await asyncio.sleep(AGAIN)

    async def send(self, message: Message, stale_until: datetime, attempt: int) -> Delivery:
        """Hand a message over, or tell why not."""
        if message.useful_until is not None and message.useful_until <= stale_until:
            return Delivery(effect=message.id, outcome="skipped", reason="too late to be useful")
        try:
            if wait := await self.wait_for_turn(message, attempt):
                return deferred(message, "it waits for its turn: TANDEM_MAIL_RATE", wait)
            await self._mailer.send(message)
        except RecipientRefused as refusal:
            return Delivery(effect=message.id, outcome="bounced", reason=str(refusal))
        except MailUnavailable as problem:
            return deferred(message, str(problem))
        except Exception as problem:
            # A letter that can't be written must hold up neither the others nor the workflow.
            log.exception("message_failed", effect=message.id, kind=message.kind)
            return deferred(message, told(problem))
        return Delivery(effect=message.id, outcome="delivered")

    async def wait_for_turn(self, message: Message, attempt: int) -> timedelta | None:
        """Wait until a letter may leave, or tell after how long it is to ask again."""
        if self._pace is None:
            return None
        first = attempt > 1 or never_waits(message)  # who was here before has stood in line
        turn = await asyncio.to_thread(self._pace.turn, first=first)
        if not turn.go:
            return turn.wait
        await asyncio.sleep(turn.wait.total_seconds())
        return None


def overtakes(message: Message, held: Delivery) -> bool:
    """Tell whether a message may pass one that only stands in line."""
    return held.wait is not None and never_waits(message)


def tell(message: Message, fate: Delivery) -> None:
    """Write down what became of a message, and of which request or fact it came."""
    what = {"effect": message.id, "kind": message.kind, "correlation": message.correlation}
    each.info("message", extra={**what, "outcome": fate.outcome})


def deferred(message: Message, reason: str, wait: timedelta | None = None) -> Delivery:
    """Leave a message for another attempt."""
    return Delivery(effect=message.id, outcome="deferred", reason=reason, wait=wait)


def told(problem: Exception) -> str:
    """An error in words; one that nobody foresaw says its kind too."""
    known = isinstance(problem, TandemError)
    return str(problem) if known else f"{type(problem).__name__}: {problem}"
