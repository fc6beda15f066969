"""Webhooks: who is told what happens, how far each has come, and what nobody took."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from adapters.temporal.connection import TemporalUnreachable
from domain.mentorship.events import EVENTS
from domain.webhooks.model import EVERYTHING, TooManyWebhooks, Webhook, WebhookInvalid
from entrypoints.asking import NoAnswer, RequestFailed
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import Answer, add_page
from entrypoints.web.seals import request_id
from entrypoints.web.typed import Typed
from entrypoints.web.who import Who, who
from entrypoints.webhooks import Look, NoSuchPosition, Wish, look_at, looks

PLACE = "/console/webhooks"
LONGEST_NUMBER = 18
AWAY = (NoAnswer, RequestFailed, TemporalUnreachable)
Act = Callable[[Request, str], Awaitable[Response]]

TYPES = [(name, name.replace("_", " ")) for name in sorted(EVENTS)]


class WebhookDesk:
    """Shows subscriptions and carries out what is asked of them."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._hooks = parts.hooks
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """All that get events of one's own programs only, and a form for a new one."""
        return await self._list(request, Typed())

    async def add(self, request: Request) -> Response:
        """Make one; its secret is on the page that answers, and on no other."""
        typed, somebody = request.state.typed, who(request)
        programs = typed.every("programs") or somebody.programs or (EVERYTHING,)
        wish = Wish(
            url=typed.get("url"), types=typed.every("types") or (EVERYTHING,), programs=programs
        )
        try:
            webhook, secret = await self._hooks.add(
                wish, somebody.staff.name, request.state.key, somebody.programs
            )
        except WebhookInvalid as invalid:
            return await self._list(request, typed.but(_beside_fields(invalid)), 422)
        except TooManyWebhooks as full:
            return await self._list(request, typed.but({"url": str(full)}), 422)
        except AWAY as problem:
            return await self._list(request, typed.but({"url": str(problem)}), 503)
        return self._secret(request, webhook, secret, "Added.")

    async def show(self, request: Request, webhook: str) -> Response:
        """One of them."""
        return await self._one(request, webhook)

    def takes(self, act: Act) -> Answer:
        """What carries out a form about one of them, for those whose own it is."""

        async def handler(request: Request, webhook: str) -> Response:
            await self._find(request, webhook)
            try:
                return await act(request, webhook)
            except AWAY as problem:
                return await self._one(request, webhook, {"problem": str(problem)}, 503)

        return handler

    async def pause(self, request: Request, webhook: str) -> Response:
        """Deliver nothing more for a while."""
        await self._hooks.pause(webhook, who(request).staff.name)
        return _back(webhook, "paused")

    async def resume(self, _request: Request, webhook: str) -> Response:
        """Go on."""
        await self._hooks.resume(webhook)
        return _back(webhook, "resumed")

    async def replay(self, request: Request, webhook: str) -> Response:
        """Deliver from a position on."""
        typed: Typed = request.state.typed
        text = typed.get("position")
        try:
            await self._hooks.replay(webhook, int(text) if _is_number(text) else 0)
        except NoSuchPosition as problem:
            wrong = typed.but({"position": str(problem)})
            return await self._one(request, webhook, {}, 422, wrong)
        return _back(webhook, "replayed")

    async def redeliver(self, request: Request, webhook: str) -> Response:
        """Send a dead letter again, and show what the receiver says."""
        event, key = request.state.typed.get("event"), request.state.key
        sent = await self._hooks.redeliver(webhook, event, request_id(key, event, {}))
        return await self._one(request, webhook, {"sent": sent})

    async def test(self, request: Request, webhook: str) -> Response:
        """Send a test, and show what the receiver says."""
        sent = await self._hooks.test(webhook, request_id(request.state.key, "test", {}))
        return await self._one(request, webhook, {"sent": sent})

    async def renew(self, request: Request, webhook: str) -> Response:
        """Make a new secret, on the page that answers, and on no other."""
        rotated, secret = await self._hooks.rotate(webhook)
        return self._secret(request, rotated, secret, "Made.")

    async def remove(self, _request: Request, webhook: str) -> Response:
        """Forget it."""
        await self._hooks.remove(webhook)
        return RedirectResponse(f"{PLACE}?done=removed", 303)

    async def _find(self, request: Request, webhook: str) -> Look:
        webhooks, own = self._store.webhooks, who(request).programs
        return await asyncio.to_thread(look_at, webhooks, webhook, own)

    async def _list(self, request: Request, typed: Typed, status: int = 200) -> Response:
        values = await asyncio.to_thread(self._values, who(request))
        page = "console/webhooks.html"
        return self._frame.show(request, page, values, status, typed=typed)

    def _values(self, somebody: Who) -> dict[str, Any]:
        return {
            "looks": looks(self._store.webhooks, somebody.programs),
            "types": TYPES,
            "programs": [(name, name) for name in self._programs(somebody)],
        }

    def _programs(self, somebody: Who) -> list[str]:
        """The programs that there are, as far as they are one's own."""
        names = {cohort.program.program for cohort in self._store.cohorts.list()}
        return sorted(name for name in names if somebody.sees(name))

    async def _one(
        self,
        request: Request,
        webhook: str,
        said: Mapping[str, Any] = {},
        status: int = 200,
        typed: Typed | None = None,
    ) -> Response:
        look = await self._find(request, webhook)
        host = urlsplit(look.webhook.url).netloc
        values = {"look": look, "host": host, "sent": None, "problem": "", **said}
        typed = typed or Typed()
        return self._frame.show(request, "console/webhook.html", values, status, typed=typed)

    def _secret(self, request: Request, webhook: Webhook, secret: str, done: str) -> Response:
        values = {"webhook": webhook, "secret": secret, "said": done}
        return self._frame.show(request, "console/webhook_secret.html", values)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of webhooks."""
    desk, one = WebhookDesk(parts), PLACE + "/{webhook}"
    add_page(app, PLACE, desk.look, desk.add)
    add_page(app, one, desk.show)
    acts = {
        "pause": desk.pause,
        "resume": desk.resume,
        "replay": desk.replay,
        "redeliver": desk.redeliver,
        "test": desk.test,
        "secret": desk.renew,
        "remove": desk.remove,
    }
    for name, act in acts.items():
        add_page(app, f"{one}/{name}", take=desk.takes(act))


def _back(webhook: str, done: str) -> Response:
    return RedirectResponse(f"{PLACE}/{webhook}?done={done}", 303)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER


def _beside_fields(invalid: WebhookInvalid) -> dict[str, str]:
    """Each complaint beside its field; of several about one, the first."""
    found: dict[str, str] = {}
    for problem in invalid.problems:
        field, _, said = problem.partition(": ")
        found.setdefault(field.lower(), f"{said[:1].upper()}{said[1:]}.")
    return found
