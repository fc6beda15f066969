"""What people do with webhooks; the command line, the console and the API all do it here.

A change is written into the subscription's row first; then its workflow is called to look at it,
and is started where it is missing. So a call that got lost only delays what was asked for.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import SendEvent, SentEvent
from adapters.temporal.connection import TemporalUnreachable
from adapters.temporal.launcher import TASK_TIMEOUT
from adapters.temporal.webhooks import webhook_queue, webhook_start, webhook_workflow
from adapters.webhooks.standard import Signer
from domain.errors import TandemError
from domain.model import Model
from domain.webhooks.checks import check, tidy
from domain.webhooks.model import (
    EVERYTHING,
    MOST,
    DeadLetter,
    Progress,
    TooManyWebhooks,
    Webhook,
)
from domain.webhooks.ports import Webhooks
from entrypoints.asking import NoAnswer, RequestFailed

PATIENCE = timedelta(seconds=70)
"""How long somebody waits for what a receiver says: longer than all attempts at it."""

BOTH_SECRETS = timedelta(hours=24)
"""How long the older secret signs too when a new one is made."""

State = Literal["delivering", "retrying", "paused"]


class NoSuchPlace(TandemError):
    """The record has no such position."""

    code = "no_such_position"


class Wish(Model):
    """A subscription that somebody asks for."""

    url: str
    types: tuple[str, ...] = (EVERYTHING,)
    programs: tuple[str, ...] = (EVERYTHING,)


class Look(Model):
    """How a subscription stands; `lag` counts the facts that it has not looked at yet."""

    webhook: Webhook
    newest: int
    letters: tuple[DeadLetter, ...] = ()

    @property
    def lag(self) -> int:
        return max(0, self.newest - self.webhook.progress.position)

    @property
    def state(self) -> State:
        if self.webhook.paused:
            return "paused"
        return "retrying" if self.webhook.progress.attempts else "delivering"


@dataclass(frozen=True)
class Hooks:
    """The subscriptions of an installation; `private` as in the settings."""

    webhooks: Webhooks
    client: Client
    task_queue: str
    signer: Signer
    private: bool

    async def add(self, wish: Wish, by: str, key: str) -> tuple[Webhook, str]:
        """Subscribe to what is recorded from now on; tells the secret, which is kept nowhere.

        The same key again is the same subscription. Raises `WebhookInvalid`, `TooManyWebhooks`.
        """
        types, programs = tidy(wish.types), tidy(wish.programs)
        check(wish.url, types, programs, private=self.private)
        webhook = Webhook(
            id=hashlib.sha256(f"webhook/{key}".encode()).hexdigest()[:12],
            url=wish.url,
            types=types,
            programs=programs,
            added_by=by,
            added_at=datetime.now(UTC),
            progress=Progress(position=await asyncio.to_thread(self.webhooks.newest)),
        )
        await asyncio.to_thread(self._refuse_too_many, webhook.id)
        await asyncio.to_thread(self.webhooks.add, webhook)
        kept = await asyncio.to_thread(self.webhooks.get, webhook.id)
        await self._call(kept)
        return kept, self.signer.secret(kept.id, kept.generation)

    async def pause(self, webhook: str, by: str) -> None:
        """Deliver nothing more until somebody resumes it."""
        await asyncio.to_thread(self.webhooks.pause, webhook, f"by {by}")
        await self._call_on(webhook)

    async def resume(self, webhook: str) -> None:
        """Deliver again, the next event at once."""
        await asyncio.to_thread(self.webhooks.resume, webhook)
        await self._call_on(webhook)

    async def replay(self, webhook: str, position: int) -> None:
        """Deliver everything from a position on, again if need be; raises `NoSuchPlace`."""
        newest = await asyncio.to_thread(self.webhooks.newest)
        if not 1 <= position <= newest + 1:
            raise NoSuchPlace(f"The record has positions 1 to {newest}; {position} is not there.")
        await asyncio.to_thread(self.webhooks.replay, webhook, position - 1)
        await self._call_on(webhook)

    async def rotate(self, webhook: str) -> tuple[Webhook, str]:
        """Make a new secret and tell it; for a day the older one signs beside it."""
        until = datetime.now(UTC) + BOTH_SECRETS
        await asyncio.to_thread(self.webhooks.rotate, webhook, until)
        kept = await asyncio.to_thread(self.webhooks.get, webhook)
        return kept, self.signer.secret(kept.id, kept.generation)

    async def remove(self, webhook: str) -> None:
        """Forget it; its workflow sees that it is gone, and ends."""
        await asyncio.to_thread(self.webhooks.remove, webhook)
        with reaching():
            try:
                handle = self.client.get_workflow_handle(webhook_workflow(webhook))
                await handle.signal("look")
            except RPCError as error:
                if error.status != RPCStatusCode.NOT_FOUND:
                    raise

    async def test(self, webhook: str, key: str) -> SentEvent:
        """Send an event that stands in no record, and tell what the receiver says."""
        found = await asyncio.to_thread(self.webhooks.get, webhook)
        return await self._send(found, SendEvent(webhook=webhook, key=key))

    async def redeliver(self, webhook: str, event: str, key: str) -> SentEvent:
        """Send a dead letter again, and tell what the receiver says; it is removed if taken."""
        found = await asyncio.to_thread(self.webhooks.get, webhook)
        await asyncio.to_thread(self.webhooks.letter, webhook, event)
        return await self._send(found, SendEvent(webhook=webhook, key=key, event=event))

    def _refuse_too_many(self, webhook: str) -> None:
        others = [one for one in self.webhooks.list() if one.id != webhook]
        if len(others) >= MOST:
            raise TooManyWebhooks

    async def _call_on(self, webhook: str) -> None:
        await self._call(await asyncio.to_thread(self.webhooks.get, webhook))

    async def _call(self, webhook: Webhook) -> None:
        """Let its workflow look at it now, and start it where it is missing."""
        start = webhook_start(webhook)
        with reaching():
            await self.client.start_workflow(
                start.workflow,
                start.begin,
                id=start.id,
                task_queue=webhook_queue(self.task_queue),
                task_timeout=TASK_TIMEOUT,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal="look",
                static_summary=start.summary,
            )

    async def _send(self, webhook: Webhook, ask: SendEvent) -> SentEvent:
        start = webhook_start(webhook)
        beginning: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            start.workflow,
            start.begin,
            id=start.id,
            task_queue=webhook_queue(self.task_queue),
            task_timeout=TASK_TIMEOUT,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=start.summary,
        )
        with reaching():
            async with asyncio.timeout(PATIENCE.total_seconds()):
                sent: SentEvent = await self.client.execute_update_with_start_workflow(
                    "send",
                    ask,
                    start_workflow_operation=beginning,
                    id=ask.key,
                    result_type=SentEvent,
                )
        return sent


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what hinders a call of a workflow into an error for people."""
    try:
        yield
    except WorkflowUpdateFailedError as failure:
        raise RequestFailed(f"It could not be sent: {failure.cause}") from None
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        raise NoAnswer("No worker has answered; is one running?") from None
    except RPCError as error:
        raise TemporalUnreachable(f"Temporal did not carry this out: {error.message}") from None


def looks(webhooks: Webhooks) -> list[Look]:
    """How all subscriptions stand, with their dead letters."""
    newest = webhooks.newest()
    return [
        Look(webhook=one, newest=newest, letters=tuple(webhooks.letters(one.id)))
        for one in webhooks.list()
    ]


def look_at(webhooks: Webhooks, webhook: str) -> Look:
    """How one subscription stands; raises `NotFound`."""
    found = webhooks.get(webhook)
    return Look(webhook=found, newest=webhooks.newest(), letters=tuple(webhooks.letters(webhook)))


def facts(look: Look) -> dict[str, Any]:
    """A subscription for programs."""
    webhook = look.webhook
    progress = webhook.progress.model_dump(mode="json", exclude={"lost"})
    told = webhook.model_dump(mode="json", exclude={"progress", "epoch"})
    letters = [letter.model_dump(mode="json", exclude={"webhook"}) for letter in look.letters]
    told |= {"state": look.state, **progress}
    return told | {"newest": look.newest, "lag": look.lag, "dead_letters": letters}
