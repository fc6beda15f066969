"""Choosing a new password, for whoever knows the old one."""

import asyncio

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff import passwords
from entrypoints.web.staff.proof import Proof
from entrypoints.web.typed import Typed
from entrypoints.web.who import Who, who


class OwnPassword:
    """Changes the password of whoever looks, and ends their other sessions."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._by_password = parts.by_password
        self._proof = Proof(parts.store.staff)
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """Show the form; whoever has no password has none to change."""
        if not await asyncio.to_thread(self._has_one, request):
            return RedirectResponse("/account", 303)
        return self._show(request, Typed())

    async def change(self, request: Request) -> Response:
        """Take the old password and a new one."""
        typed: Typed = request.state.typed
        problems = await asyncio.to_thread(self._change, who(request), typed)
        if problems:
            return self._show(request, typed.but(problems), 422)
        return RedirectResponse("/account?done=password", 303)

    def _change(self, looking: Who, typed: Typed) -> dict[str, str]:
        staff, fresh = looking.staff, typed.get("password")
        found = {
            "password": passwords.complaint(fresh, staff.email, staff.name, typed.get("old")),
            "old": self._proof.complaint(staff.id, typed.get("old")),
        }
        problems = {name: said for name, said in found.items() if said}
        if not problems:
            self._staff.keep(staff.id, password=passwords.hashed(fresh))
            self._staff.close_all(staff.id, but=looking.key)
        return problems

    def _has_one(self, request: Request) -> bool:
        kept = self._staff.secrets(who(request).staff.id)
        return self._by_password and kept.password is not None

    def _show(self, request: Request, typed: Typed, status: int = 200) -> Response:
        values = {"shortest": passwords.SHORTEST}
        page = "console/account_password.html"
        return self._frame.show(request, page, values, status, typed=typed)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of one's own password."""
    desk = OwnPassword(parts)
    add_page(app, "/account/password", desk.look, desk.change)
