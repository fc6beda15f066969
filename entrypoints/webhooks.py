"""What people do with webhooks; the command line, the console and the API all do it here.

A change is written into the subscription's row first; then its workflow is called to look at it,
and is started where it is missing. So a call that got lost only delays what was asked for.
"""

import asyncio
import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from temporalio.client import Client

from activities.contracts import SendEvent, SentEvent
from adapters.temporal.connection import TemporalUnreachable
from adapters.webhooks.standard import Signer
from domain.errors import NotFound, TandemError
from domain.model import Model
from domain.webhooks.checks import check, tidy
from domain.webhooks.model import (
    EVERYTHING,
    MOST,
    DeadLetter,
    Progress,
    TooManyWebhooks,
    Webhook,
    WebhookInvalid,
)
from domain.webhooks.ports import Webhooks
from entrypoints.bootstrap import Store, make_signer
from entrypoints.settings import Settings
from entrypoints.webhook_runs import PATIENCE, TemporalWebhookRuns, WebhookRuns

BOTH_SECRETS = timedelta(hours=24)
"""How long the older secret signs too when a new one is made."""

Programs = Collection[str] | None
"""The programs that somebody sees; None where that is all."""

State = Literal["delivering", "retrying", "paused"]


class NoSuchPosition(TandemError):
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
    """The subscriptions of an installation; `private` is the setting `webhook_private`.

    Whoever names a subscription or letter that there is not gets `NotFound`.
    """

    webhooks: Webhooks
    runs: WebhookRuns
    signer: Signer
    private: bool

    async def add(
        self, wish: Wish, by: str, key: str, own: Programs = None
    ) -> tuple[Webhook, str]:
        """Subscribe to what is recorded from now on; tells the secret, which is kept nowhere.

        The same key again is the same subscription. Whoever sees only their `own` programs can
        ask for no others. Raises `WebhookInvalid`, `TooManyWebhooks`.
        """
        types, programs = tidy(wish.types), tidy(wish.programs)
        check(wish.url, types, programs, private=self.private)
        if own is not None and (others := [name for name in programs if name not in own]):
            raise WebhookInvalid([f"programs: {name!r} is none of yours" for name in others])
        webhook = Webhook(
            id=hashlib.sha256(f"webhook/{key}".encode()).hexdigest()[:12],
            url=wish.url,
            types=types,
            programs=programs,
            added_by=by,
            added_at=datetime.now(UTC),
            progress=Progress(position=await asyncio.to_thread(self.webhooks.newest)),
        )
        kept = await asyncio.to_thread(self._keep, webhook)
        await self.runs.call(kept)
        return kept, self.signer.secret(kept.id, kept.generation)

    async def pause(self, webhook: str, by: str) -> None:
        """Deliver nothing more until somebody resumes it."""
        await asyncio.to_thread(self.webhooks.pause, webhook, f"by {by}")
        await self._call(webhook)

    async def resume(self, webhook: str) -> None:
        """Deliver again, the next event at once."""
        await asyncio.to_thread(self.webhooks.resume, webhook)
        await self._call(webhook)

    async def replay(self, webhook: str, position: int) -> None:
        """Deliver everything from a position on, again if need be; raises `NoSuchPosition`."""
        newest = await asyncio.to_thread(self.webhooks.newest)
        if not 1 <= position <= newest:
            raise NoSuchPosition(f"The record has positions 1 to {newest}, not {position}.")
        await asyncio.to_thread(self.webhooks.replay, webhook, position - 1)
        await self._call(webhook)

    async def rotate(self, webhook: str) -> tuple[Webhook, str]:
        """Make a new secret and tell it; for a day the older one signs beside it."""
        until = datetime.now(UTC) + BOTH_SECRETS
        await asyncio.to_thread(self.webhooks.rotate, webhook, until)
        kept = await asyncio.to_thread(self.webhooks.get, webhook)
        return kept, self.signer.secret(kept.id, kept.generation)

    async def remove(self, webhook: str) -> None:
        """Forget it; its workflow ends when it sees that, at its next look at the latest."""
        await asyncio.to_thread(self.webhooks.remove, webhook)
        with suppress(TemporalUnreachable):
            await self.runs.call_last(webhook)

    async def test(self, webhook: str, key: str) -> SentEvent:
        """Send an event that stands in no record, and tell what the receiver says."""
        found = await asyncio.to_thread(self.webhooks.get, webhook)
        return await self.runs.send(found, SendEvent(webhook=webhook, key=key))

    async def redeliver(self, webhook: str, event: str, key: str) -> SentEvent:
        """Send a dead letter again, and tell what the receiver says; it is removed if taken."""
        found = await asyncio.to_thread(self.webhooks.get, webhook)
        await asyncio.to_thread(self.webhooks.letter, webhook, event)
        return await self.runs.send(found, SendEvent(webhook=webhook, key=key, event=event))

    def _keep(self, webhook: Webhook) -> Webhook:
        if sum(one.id != webhook.id for one in self.webhooks.list()) >= MOST:
            raise TooManyWebhooks
        self.webhooks.add(webhook)
        return self.webhooks.get(webhook.id)

    async def _call(self, webhook: str) -> None:
        await self.runs.call(await asyncio.to_thread(self.webhooks.get, webhook))


def make_hooks(
    settings: Settings, store: Store, client: Client, patience: timedelta = PATIENCE
) -> Hooks:
    """The subscriptions of this installation."""
    return Hooks(
        webhooks=store.webhooks,
        runs=TemporalWebhookRuns(client, settings.task_queue, patience),
        signer=make_signer(settings),
        private=settings.webhook_private,
    )


def looks(webhooks: Webhooks, own: Programs = None) -> list[Look]:
    """How all subscriptions stand that get events of one's own programs only."""
    newest = webhooks.newest()
    return [
        Look(webhook=one, newest=newest, letters=tuple(webhooks.letters(one.id)))
        for one in webhooks.list()
        if is_own(one, own)
    ]


def look_at(webhooks: Webhooks, webhook: str, own: Programs = None) -> Look:
    """How one subscription stands; raises `NotFound`, also where it is not one's own."""
    found = webhooks.get(webhook)
    if not is_own(found, own):
        raise NotFound(f"There is no subscription {webhook}.")
    letters = tuple(webhooks.letters(webhook))
    return Look(webhook=found, newest=webhooks.newest(), letters=letters)


def is_own(webhook: Webhook, own: Programs) -> bool:
    """Tell whether a subscription gets nothing but events of these programs."""
    return own is None or set(webhook.programs) <= set(own)


def facts(look: Look) -> dict[str, Any]:
    """A subscription for programs."""
    told = look.webhook.model_dump(mode="json", exclude={"progress", "epoch"})
    progress = look.webhook.progress.model_dump(mode="json", exclude={"lost"})
    letters = [letter.model_dump(mode="json", exclude={"webhook"}) for letter in look.letters]
    place = {"newest": look.newest, "lag": look.lag}
    return told | {"state": look.state, **progress, **place, "dead_letters": letters}
