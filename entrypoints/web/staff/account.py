"""One's own account: who one is, where one is signed in, and ways to all that keeps it safe."""

import asyncio
from collections.abc import Iterator

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.staff.model import ABOUT_ROLES, Session, Staff
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff.second_step import SecondStep
from entrypoints.web.staff.sessions import IDLE, WAYS
from entrypoints.web.staff.zones import zone_or, zones
from entrypoints.web.typed import Typed
from entrypoints.web.who import who

SHORT = 16  # characters that tell one session of somebody from the others


class Account:
    """Shows and changes what belongs to whoever looks."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._by_password = parts.by_password
        self._second = SecondStep(parts)
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """Everything on one page."""
        return await self._show(request, Typed())

    async def save(self, request: Request) -> Response:
        """Keep a name and a time zone."""
        typed: Typed = request.state.typed
        name, staff = typed.get("name")[:200], who(request).staff
        if not name:
            problem = {"name": "Please fill this in."}
            return await self._show(request, typed.but(problem), 422)
        zone = zone_or(typed.get("timezone"), staff.timezone)
        fresh = staff.model_copy(update={"name": name, "timezone": zone})
        await asyncio.to_thread(self._staff.change, fresh)
        return RedirectResponse("/account?done=saved", 303)

    async def end(self, request: Request) -> Response:
        """End one session, or all but this one."""
        await asyncio.to_thread(self._end, request, request.state.typed.get("session"))
        return RedirectResponse("/account?done=ended", 303)

    def _end(self, request: Request, which: str) -> None:
        looking = who(request)
        if which == "others":
            self._staff.close_all(looking.staff.id, but=looking.key)
        for session in self._staff.sessions(looking.staff.id):
            if session.digest[:SHORT] == which:
                self._staff.close(session.digest)

    async def _show(self, request: Request, typed: Typed, status: int = 200) -> Response:
        values = await asyncio.to_thread(self._values, request)
        page = "console/account.html"
        return self._frame.show(request, page, values, status, typed=typed)

    def _values(self, request: Request) -> dict[str, object]:
        looking = who(request)
        staff = looking.staff
        secrets = self._staff.secrets(staff.id)
        return {
            "staff": staff,
            "role": ABOUT_ROLES[staff.role],
            "zones": zones(),
            "has_password": self._by_password and secrets.password is not None,
            "second_step": secrets.totp is not None,
            "recovery_left": self._second.left(staff.id),
            "sessions": list(self._sessions(staff, looking.key)),
            "tokens": sum(token.lives(self._now()) for token in self._staff.tokens(staff.id)),
        }

    def _sessions(self, staff: Staff, here: str) -> Iterator[dict[str, object]]:
        """The sessions that still open something, this one first."""
        found = sorted(self._staff.sessions(staff.id), key=lambda one: one.digest != here)
        for session in filter(self._lives, found):
            yield {
                "id": session.digest[:SHORT],
                "here": session.digest == here,
                "browser": session.browser,
                "way": WAYS[session.way],
                "opened": session.opened,
                "seen": session.seen,
            }

    def _lives(self, session: Session) -> bool:
        return self._now() < min(session.expires, session.seen + IDLE)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of one's own account."""
    account = Account(parts)
    add_page(app, "/account", account.look, account.save)
    add_page(app, "/account/sessions", take=account.end)
