"""Webhooks: what a subscription wants from the record is delivered in order, at least once.

Everything that is known of a subscription stands in its row, which is read before each event and
written after it: whoever goes on after a crash, begins there (deploy/decisions/0012-webhooks.md).
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import orjson
import structlog
from temporalio import activity

from activities import contracts
from activities.ahead import Ahead
from activities.contracts import Delivered, SentEvent
from activities.heartbeat import alive
from domain.errors import NotFound, TandemError
from domain.ports import CohortStore, EventStore
from domain.record import RecordedFact
from domain.webhooks.attempts import judge
from domain.webhooks.model import Answer, DeadLetter, Webhook
from domain.webhooks.ports import Webhooks, WebhookSender

TURN = 300.0  # seconds until the workflow is told how it goes
SHORTEST, LONGEST = 0.05, 2.0  # seconds between two looks at a record in which nothing is new
UNTIL_CALLED = timedelta(days=1)
"""How long a paused subscription is left alone if nobody calls."""

log = structlog.get_logger()


class WebhookActivities:
    """Delivers events to subscriptions; `write` makes the body of one."""

    def __init__(
        self,
        webhooks: Webhooks,
        events: EventStore,
        cohorts: CohortStore,
        sender: WebhookSender,
        write: Callable[[RecordedFact], bytes],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._webhooks = webhooks
        self._events = events
        self._cohorts = cohorts
        self._sender = sender
        self._write = write
        self._clock = clock
        self._programs: dict[str, str] = {}

    @activity.defn(name=contracts.DELIVER_EVENTS)
    async def deliver_events(self, ask: contracts.DeliverEvents) -> Delivered:
        """Deliver event after event, until there is a reason to wait or the turn is over."""
        ahead = Ahead(self._events, self._cohorts, self._programs)
        until, pause = asyncio.get_running_loop().time() + TURN, SHORTEST
        async with alive():
            while not _over(until):
                webhook = await self._find(ask.webhook)
                if webhook is None:
                    return Delivered(over=True, says="removed")
                if webhook.paused:
                    return Delivered(wait=UNTIL_CALLED, says=f"paused: {webhook.paused}")
                reached, fact = await asyncio.to_thread(ahead.look, webhook)
                if fact is not None:
                    if waits := await self._deliver(webhook, fact):
                        return waits
                    pause = SHORTEST
                elif reached > webhook.progress.position:
                    await self._keep(webhook, reached)
                else:
                    await _nap(pause)
                    pause = min(2 * pause, LONGEST)
        return Delivered(says="delivers what is new")

    @activity.defn(name=contracts.SEND_EVENT)
    async def send_event(self, ask: contracts.SendEvent) -> SentEvent:
        """Send a dead letter again, or a test, out of turn and once."""
        try:
            webhook = await asyncio.to_thread(self._webhooks.get, ask.webhook)
            if not ask.event:
                answer = await self._sender.send(webhook, ask.key, self._test(ask), self._clock())
                return SentEvent(taken=answer.taken, says=str(answer))
            letter = await asyncio.to_thread(self._webhooks.letter, ask.webhook, ask.event)
        except NotFound as missing:
            return SentEvent(taken=False, says=str(missing))
        return await self._send_letter(webhook, letter)

    async def _find(self, webhook: str) -> Webhook | None:
        with suppress(NotFound):
            return await asyncio.to_thread(self._webhooks.get, webhook)
        return None

    async def _deliver(self, webhook: Webhook, recorded: RecordedFact) -> Delivered | None:
        """Deliver one event; tells how long to wait, or nothing where the next one may follow."""
        answer = await self._attempt(webhook, recorded)
        verdict = judge(webhook, recorded, answer, self._clock())
        taken = recorded.fact.id if answer.taken else ""
        written = verdict.progress, verdict.letter, taken
        kept = await asyncio.to_thread(self._webhooks.keep, webhook.id, webhook.epoch, *written)
        if not kept:  # somebody has removed it meanwhile, or set it to another place
            return None
        if verdict.pause:
            with suppress(NotFound):
                await asyncio.to_thread(self._webhooks.pause, webhook.id, verdict.pause)
        if verdict.wait is None:
            return None
        said = f"{verdict.progress.attempts} attempts failed: {verdict.progress.error}"
        return Delivered(wait=verdict.wait, says=said)

    async def _keep(self, webhook: Webhook, reached: int) -> None:
        progress = webhook.progress.passed(reached)
        await asyncio.to_thread(self._webhooks.keep, webhook.id, webhook.epoch, progress)

    async def _send_letter(self, webhook: Webhook, letter: DeadLetter) -> SentEvent:
        found = await asyncio.to_thread(self._events.read, letter.position - 1, 1)
        if not found or found[0].fact.id != letter.event:
            return SentEvent(taken=False, says="the record does not have this event any more")
        answer = await self._attempt(webhook, found[0])
        error = "" if answer.taken else str(answer)
        await asyncio.to_thread(self._webhooks.settle, letter, error)
        return SentEvent(taken=answer.taken, says=str(answer))

    async def _attempt(self, webhook: Webhook, recorded: RecordedFact) -> Answer:
        """Send an event once; one that can't even be written must not hold up the others."""
        try:
            body = self._write(recorded)
            return await self._sender.send(webhook, recorded.fact.id, body, self._clock())
        except Exception as problem:
            log.exception("event_not_sent", webhook=webhook.id, fact=recorded.fact.id)
            return Answer(reason=_told(problem))

    def _test(self, ask: contracts.SendEvent) -> bytes:
        """An event that stands in no record."""
        return orjson.dumps(
            {
                "specversion": "1.0",
                "id": ask.key,
                "source": f"/webhooks/{ask.webhook}",
                "type": "tandem.webhook.test.v1",
                "time": self._clock().isoformat().replace("+00:00", "Z"),
                "datacontenttype": "application/json",
                "data": {"webhook": ask.webhook},
            }
        )


def _over(until: float) -> bool:
    """The turn is over, or the worker is about to stop and another one goes on."""
    return asyncio.get_running_loop().time() >= until or activity.is_worker_shutdown()


async def _nap(seconds: float) -> None:
    """Wait so long, or until the worker is about to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(activity.wait_for_worker_shutdown(), seconds)


def _told(problem: Exception) -> str:
    known = isinstance(problem, TandemError)
    return str(problem) if known else f"{type(problem).__name__}: {problem}"
