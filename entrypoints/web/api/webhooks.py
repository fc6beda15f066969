"""Webhooks: who is told what happens, how far each has come, and what nobody took."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import Field
from starlette.responses import Response

from domain.model import Model
from domain.staff.answers import KeptAnswer, KeyReused
from domain.webhooks.model import EVERYTHING
from entrypoints.web.api.once import Key, Once, digest
from entrypoints.web.api.problems import Outdated
from entrypoints.web.api.routing import BASE, Resource, shown
from entrypoints.web.parts import Parts
from entrypoints.web.seals import request_id
from entrypoints.web.who import who
from entrypoints.webhooks import Look, State, Wish, facts, look_at, looks

PLACE = f"{BASE}/webhooks"
Id = Annotated[str, Path(description="The webhook.", examples=["0f3a9c1d2b4e"], max_length=100)]
Act = Callable[[str], Awaitable[object]]


class NewWebhook(Model):
    """A subscription that you ask for."""

    url: Annotated[str, Field(max_length=2000, examples=["https://crm.example.org/hooks/tandem"])]
    types: Annotated[
        tuple[str, ...],
        Field(
            max_length=100,
            description="Types of facts, such as `mentorship_closed`; `*` is all.",
            examples=[["mentorship_closed", "episode_opened"]],
        ),
    ] = (EVERYTHING,)
    programs: Annotated[
        tuple[str, ...] | None,
        Field(
            max_length=100,
            description="Of these programs; left out: of all that you see.",
            examples=[["first-steps"]],
        ),
    ] = None


class DeadLetterShown(Model):
    """An event that the receiver has not taken in all attempts."""

    event: str
    position: Annotated[int, Field(description="Where it stands in the record.")]
    type: str
    mentorship: str
    attempts: int
    error: str
    at: datetime


class WebhookShown(Model):
    """A subscription and how far it is."""

    id: Annotated[str, Field(examples=["0f3a9c1d2b4e"])]
    url: Annotated[str, Field(examples=["https://crm.example.org/hooks/tandem"])]
    types: tuple[str, ...]
    programs: tuple[str, ...]
    added_by: str
    added_at: datetime
    generation: Annotated[int, Field(description="Of its secret.")]
    older_until: Annotated[datetime | None, Field(description="Until when the one before signs.")]
    paused: Annotated[str, Field(description="Why nothing is delivered; empty where it is.")]
    state: State
    position: Annotated[int, Field(description="All up to here is dealt with.")]
    attempts: Annotated[int, Field(description="So many have failed for the next event.")]
    error: str
    next_at: datetime | None
    delivered: datetime | None
    newest: Annotated[int, Field(description="The newest position of the record.")]
    lag: int
    dead_letters: tuple[DeadLetterShown, ...]


class WebhookList(Model):
    """All subscriptions that get events of your programs only."""

    items: tuple[WebhookShown, ...]


class WebhookSecret(Model):
    """A subscription with its secret, which is told here and nowhere else."""

    id: Annotated[str, Field(examples=["0f3a9c1d2b4e"])]
    generation: Annotated[int, Field(examples=[1])]
    secret: Annotated[str, Field(examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])]


class FromPosition(Model):
    """From where on everything is delivered, again if need be."""

    position: Annotated[int, Field(ge=0, le=2**63 - 1, examples=[1])]


class OneLetter(Model):
    """A dead letter."""

    event: Annotated[str, Field(max_length=200)]


class Generation(Model):
    """One of the secrets that a webhook has had."""

    generation: Annotated[int, Field(ge=0, le=2**31 - 1, examples=[1])]


class Sent(Model):
    """What the receiver said."""

    taken: bool
    says: Annotated[str, Field(examples=["200 OK"])]


class WebhookDesk:
    """Shows subscriptions and carries out what is asked of them."""

    def __init__(self, parts: Parts) -> None:
        self._webhooks = parts.store.webhooks
        self._hooks = parts.hooks
        self._once = Once(parts)

    async def all(self, request: Request) -> Response:
        """List webhooks. With their dead letters; there are few, so in one page."""
        found = await asyncio.to_thread(looks, self._webhooks, who(request).programs)
        return shown(WebhookList(items=tuple(map(told, found))))

    async def one(self, request: Request, webhook: Id) -> Response:
        """Show a webhook. How far it is, and what its receiver has not taken."""
        return shown(told(await self._find(request, webhook)))

    async def add(self, request: Request, key: Key, wish: NewWebhook) -> Response:
        """Add a webhook. It gets what is recorded from now on, signed by Standard Webhooks.

        Events hold all that people wrote. The secret is in this answer, and in that to the same
        request with the same key, but it is kept nowhere.
        """
        one = who(request)
        programs = wish.programs or one.programs or (EVERYTHING,)
        asked = Wish(url=wish.url, types=wish.types, programs=programs)
        name = digest(one.key, key.strip('"'))
        made, secret = await self._hooks.add(asked, one.staff.name, name, one.programs)
        if made.url != wish.url:
            raise KeyReused
        answer = WebhookSecret(id=made.id, generation=made.generation, secret=secret)
        return shown(answer, 201, {"Location": f"{PLACE}/{made.id}"})

    async def pause(self, request: Request, webhook: Id, key: Key) -> Response:
        """Pause a webhook. Nothing is delivered until it is resumed, and nothing is lost."""
        name = who(request).staff.name
        return await self._act(request, webhook, key, lambda _: self._hooks.pause(webhook, name))

    async def resume(self, request: Request, webhook: Id, key: Key) -> Response:
        """Resume a webhook. The next event is tried at once."""
        return await self._act(request, webhook, key, lambda _: self._hooks.resume(webhook))

    async def replay(
        self, request: Request, webhook: Id, key: Key, place: FromPosition
    ) -> Response:
        """Replay a webhook. Everything from a position of the record on is delivered again."""
        at = place.position
        return await self._act(
            request, webhook, key, lambda _: self._hooks.replay(webhook, at), str(at)
        )

    async def redeliver(
        self, request: Request, webhook: Id, key: Key, letter: OneLetter
    ) -> Response:
        """Send a dead letter again. If it is taken it is no dead letter any more."""

        async def work(name: str) -> KeptAnswer:
            said = await self._hooks.redeliver(
                webhook, letter.event, request_id(name, letter.event, {})
            )
            return kept(Sent(taken=said.taken, says=said.says))

        await self._find(request, webhook)
        return await self._once.answer(request, key, letter.event, work)

    async def test(self, request: Request, webhook: Id, key: Key) -> Response:
        """Test a webhook. It gets an event that stands in no record; see what it says."""

        async def work(name: str) -> KeptAnswer:
            said = await self._hooks.test(webhook, request_id(name, "test", {}))
            return kept(Sent(taken=said.taken, says=said.says))

        await self._find(request, webhook)
        return await self._once.answer(request, key, "", work)

    async def renew(
        self, request: Request, webhook: Id, key: Key, replaced: Generation
    ) -> Response:
        """Replace the secret of a webhook. For a day the one before signs too.

        `generation` names the one to be replaced, so asking again replaces it once.
        """
        look = await self._find(request, webhook)

        async def work(_: str) -> KeptAnswer:
            made = look.webhook.generation
            if made == replaced.generation:
                made = (await self._hooks.rotate(webhook))[0].generation
            elif made != replaced.generation + 1:
                raise Outdated
            return kept(Generation(generation=made))

        answer = await self._once.answer(request, key, str(replaced.generation), work)
        if answer.status_code != HTTPStatus.OK:
            return answer
        made = Generation.model_validate_json(bytes(answer.body)).generation
        secret = self._hooks.signer.secret(webhook, made)  # which is kept nowhere
        return shown(WebhookSecret(id=webhook, generation=made, secret=secret))

    async def remove(self, request: Request, webhook: Id) -> Response:
        """Remove a webhook. With its dead letters; what is in the record stays there."""
        await self._find(request, webhook)
        await self._hooks.remove(webhook)
        return Response(status_code=204)

    async def _act(
        self, request: Request, webhook: str, key: str, act: Act, asked: str = ""
    ) -> Response:
        """Do something, and answer with how it stands then."""

        async def work(name: str) -> KeptAnswer:
            await act(name)
            return kept(told(await self._find(request, webhook)))

        await self._find(request, webhook)
        return await self._once.answer(request, key, asked, work)

    async def _find(self, request: Request, webhook: str) -> Look:
        return await asyncio.to_thread(look_at, self._webhooks, webhook, who(request).programs)


def told(look: Look) -> WebhookShown:
    """A subscription as it is shown."""
    return WebhookShown.model_validate(facts(look))


def kept(model: Model) -> KeptAnswer:
    """An answer that may be given again."""
    headers = {"Content-Type": "application/json"}
    return KeptAnswer(status=200, headers=headers, content=model.model_dump_json())


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of webhooks."""
    desk, webhooks = WebhookDesk(parts), Resource(app, "Webhooks")
    one = "/webhooks/{webhook}"
    webhooks.reads("/webhooks", desk.all, WebhookList, "listWebhooks")
    webhooks.writes("/webhooks", desk.add, WebhookSecret, "addWebhook", 201)
    webhooks.reads(one, desk.one, WebhookShown, "showWebhook")
    webhooks.writes(f"{one}/pause", desk.pause, WebhookShown, "pauseWebhook")
    webhooks.writes(f"{one}/redeliver", desk.redeliver, Sent, "redeliverEvent")
    webhooks.removes(one, desk.remove, "removeWebhook")
    webhooks.writes(f"{one}/replay", desk.replay, WebhookShown, "replayWebhook")
    webhooks.writes(f"{one}/resume", desk.resume, WebhookShown, "resumeWebhook")
    webhooks.writes(f"{one}/secret", desk.renew, WebhookSecret, "replaceSecret")
    webhooks.writes(f"{one}/test", desk.test, Sent, "testWebhook")
