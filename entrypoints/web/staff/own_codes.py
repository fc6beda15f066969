"""Turning one's own second step on and off, and new recovery codes."""

import asyncio
from datetime import timedelta

import segno
from fastapi import FastAPI, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from domain.staff.model import Staff
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff.boxes import Box
from entrypoints.web.staff.door import WRONG_CODE
from entrypoints.web.staff.proof import Proof
from entrypoints.web.staff.second_step import SecondStep, address_of, new_secret
from entrypoints.web.typed import Typed
from entrypoints.web.who import who

HERE = "/account/codes"
PATIENCE = timedelta(minutes=30)
"""How long somebody may take to set their app up."""


class OwnCodes:
    """The second step of whoever looks; until it is confirmed, its secret stays in the form."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._by_password = parts.by_password
        self._second = SecondStep(parts)
        self._proof = Proof(parts.store.staff)
        self._box = Box(parts.secret, "enrolment")
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """How to turn it on, or how it stands."""
        return await self._show(request, Typed())

    async def turn_on(self, request: Request) -> Response:
        """Take the first code, which shows that the app has the secret."""
        return await asyncio.to_thread(self._turn_on, request)

    async def renew(self, request: Request) -> Response:
        """Make new recovery codes."""
        return await asyncio.to_thread(self._renew, request)

    async def turn_off(self, request: Request) -> Response:
        """Let the password be enough."""
        typed: Typed = request.state.typed
        staff = who(request).staff
        wrong = await asyncio.to_thread(self._proof.complaint, staff.id, typed.get("off"))
        if wrong:
            return await self._show(request, typed.but({"off": wrong}), 422)
        await asyncio.to_thread(self._second.turn_off, staff.id)
        return RedirectResponse("/account?done=codes_off", 303)

    def _turn_on(self, request: Request) -> Response:
        typed: Typed = request.state.typed
        staff, secret = who(request).staff, self._secret(request)
        wrong = self._proof.complaint(staff.id, typed.get("password"))
        if self._second.is_on(staff.id) or secret is None or wrong:
            return self._page(request, typed.but({"password": wrong} if wrong else {}), 422)
        codes = self._second.turn_on(staff.id, secret, typed.get("code"))
        if codes is None:
            return self._page(request, typed.but({"code": WRONG_CODE}), 422)
        return self._codes(request, codes)

    def _renew(self, request: Request) -> Response:
        typed: Typed = request.state.typed
        staff = who(request).staff
        if not self._second.is_on(staff.id):
            return RedirectResponse(HERE, 303)
        if wrong := self._proof.complaint(staff.id, typed.get("renew")):
            return self._page(request, typed.but({"renew": wrong}), 422)
        return self._codes(request, self._second.renew(staff.id))

    def _secret(self, request: Request) -> str | None:
        """The secret that we gave out with the form, for this very session."""
        found = self._box.open(request.state.typed.get("secret"), self._now(), PATIENCE)
        return found["secret"] if found and found["for"] == who(request).key else None

    def _codes(self, request: Request, codes: list[str]) -> Response:
        """Show recovery codes, this once."""
        return self._frame.show(request, "console/account_recovery.html", {"codes": codes})

    async def _show(self, request: Request, typed: Typed, status: int = 200) -> Response:
        return await asyncio.to_thread(self._page, request, typed, status)

    def _page(self, request: Request, typed: Typed, status: int = 200) -> Response:
        staff = who(request).staff
        on = self._second.is_on(staff.id)
        values: dict[str, object] = {
            "on": on,
            "left": self._second.left(staff.id),
            "has_password": self._by_password
            and self._staff.secrets(staff.id).password is not None,
        }
        values |= {} if on else self._offer(request, staff, typed)
        page = "console/account_codes.html"
        return self._frame.show(request, page, values, status, typed=typed)

    def _offer(self, request: Request, staff: Staff, typed: Typed) -> dict[str, object]:
        """A secret, the same one again where the form came back."""
        kept = self._secret(request) if typed.sent else None
        secret = kept or new_secret()
        locked = self._box.lock({"secret": secret, "for": who(request).key}, self._now())
        return {
            "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
            "picture": picture(address_of(secret, staff)),
            "locked": locked,
        }


def picture(text: str) -> Markup:
    """A QR code, dark on light also where the page is dark, for cameras want it so."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        scale=5, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704  drawn by the library out of numbers; the text is not in it


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of one's own second step."""
    desk = OwnCodes(parts)
    add_page(app, HERE, desk.look, desk.turn_on)
    add_page(app, f"{HERE}/renew", take=desk.renew)
    add_page(app, f"{HERE}/off", take=desk.turn_off)
