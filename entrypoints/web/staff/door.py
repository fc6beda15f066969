"""The door: sign in by password, and a code where somebody has chosen that; sign out."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from domain.staff.model import Staff
from entrypoints.web import render
from entrypoints.web.limits import Tries, address
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.seals import Seals
from entrypoints.web.staff import passwords
from entrypoints.web.staff.boxes import Box
from entrypoints.web.staff.cookies import Cookie
from entrypoints.web.staff.digests import digest
from entrypoints.web.staff.second_step import SecondStep
from entrypoints.web.staff.sessions import Sessions
from entrypoints.web.typed import Typed

HOME = "/console"
TRIES, TRIES_PER_SECOND = 10, 1 / 30
PATIENCE = timedelta(minutes=5)
"""How long somebody may look for their code, once the password was right."""
SIGN_IN = "sign-in"  # what the form of somebody whom we do not know yet is sealed for
WRONG = "The address or the password is not right."
WRONG_CODE = "This code is not right, or it was used before. The app soon shows the next one."


class Waiting(NamedTuple):
    """Somebody whose password was right and whose code is missing; where they wanted to go."""

    staff: Staff
    back: str


class Door:
    """Lets the staff in and out."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._sessions = Sessions(parts)
        self._by_password = parts.by_password
        self._organisation = parts.organisation is not None
        self._second = SecondStep(parts)
        self._seals = Seals(parts.secret)
        self._box = Box(parts.secret, "sign-in")
        self._cookie = Cookie("tandem-code", parts.public_url)
        self._tries = Tries(TRIES, TRIES_PER_SECOND)

    async def sign_in_page(self, request: Request) -> Response:
        """Show the form; somebody who is in already goes on."""
        back = request.query_params.get("next", "")
        if await asyncio.to_thread(self._sessions.who, request):
            return RedirectResponse(local(back), 303)
        return self._sign_in(Typed(), back, done=request.query_params.get("done", ""))

    async def sign_in(self, request: Request) -> Response:
        """Take an address and a password."""
        if not self._by_password:
            return RedirectResponse("/sign-in", 303)
        typed = Typed.of(await request.form())
        self._seals.take(typed.get("form"), SIGN_IN)
        names = (f"at {address(request)}", f"as {typed.get('email').casefold()}")
        self._tries.take(*names)
        staff = await asyncio.to_thread(self._known, typed)
        if staff is None:
            return self._sign_in(typed.but({"email": WRONG}), typed.get("next"), 422)
        self._tries.succeed(*names)
        return await asyncio.to_thread(self._go_on, request, staff, local(typed.get("next")))

    async def code_page(self, request: Request) -> Response:
        """Ask whoever knew the password for a code."""
        if await asyncio.to_thread(self._waiting, request) is None:
            return RedirectResponse("/sign-in", 303)
        return self._ask_code(request, Typed())

    async def code(self, request: Request) -> Response:
        """Take a code."""
        typed = Typed.of(await request.form())
        self._seals.take(typed.get("form"), self._cookie.read(request))
        waiting = await asyncio.to_thread(self._waiting, request)
        if waiting is None:
            return RedirectResponse("/sign-in?done=late", 303)
        names = (f"at {address(request)}", f"code of {waiting.staff.id}")
        self._tries.take(*names)
        if not await asyncio.to_thread(self._second.passes, waiting.staff.id, typed.get("code")):
            return self._ask_code(request, typed.but({"code": WRONG_CODE}), 422)
        self._tries.succeed(*names)
        return await asyncio.to_thread(self._let_in, request, waiting)

    async def sign_out(self, request: Request) -> Response:
        """End the session of this browser."""
        response = RedirectResponse("/sign-in?done=out", 303)
        await asyncio.to_thread(self._sessions.end, request, response)
        return response

    def _known(self, typed: Typed) -> Staff | None:
        """Whoever has this address and this password."""
        staff = self._staff.known_as(typed.get("email"))
        kept = self._staff.secrets(staff.id).password if staff and staff.active else None
        password = typed.get("password")
        if not passwords.fits(password, kept):
            return None
        if staff and kept and passwords.is_dated(kept):
            self._staff.keep(staff.id, password=passwords.hashed(password))
        return staff

    def _go_on(self, request: Request, staff: Staff, back: str) -> Response:
        """Let somebody in, or ask for a code first."""
        if not self._second.is_on(staff.id):
            return self._let_in(request, Waiting(staff, back))
        response = RedirectResponse("/sign-in/code", 303)
        half_way = {"staff": staff.id, "back": back, "mark": self._mark(staff.id)}
        now = self._now()
        self._cookie.put(response, self._box.lock(half_way, now), now + PATIENCE)
        return response

    def _let_in(self, request: Request, waiting: Waiting) -> Response:
        response = RedirectResponse(waiting.back, 303)
        self._sessions.begin(request, response, waiting.staff, "password")
        if self._cookie.read(request):
            self._cookie.remove(response)
        return response

    def _waiting(self, request: Request) -> Waiting | None:
        """Who has come half way with this browser; a password that was changed stops them."""
        found = self._box.open(self._cookie.read(request), self._now(), PATIENCE)
        if found is None or not self._by_password:
            return None
        if found["mark"] != self._mark(found["staff"]):
            return None
        try:
            staff = self._staff.get(found["staff"])
        except NotFound:
            return None
        return Waiting(staff, found["back"]) if staff.active else None

    def _mark(self, staff: str) -> str:
        return digest(self._staff.secrets(staff).password or "")[:16]

    def _sign_in(self, typed: Typed, back: str, status: int = 200, done: str = "") -> Response:
        seal = self._seals.give(SIGN_IN)
        values = {
            "typed": typed,
            "next": local(back),
            "done": done,
            "by_password": self._by_password,
            "organisation": self._organisation,
            "form_seal": seal,
        }
        return render.page("staff/sign_in.html", values, status)

    def _ask_code(self, request: Request, typed: Typed, status: int = 200) -> Response:
        seal = self._seals.give(self._cookie.read(request))
        return render.page("staff/code.html", {"typed": typed, "form_seal": seal}, status)


def local(path: str) -> str:
    """A path of ours; the console where it leads elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours else HOME


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the door."""
    door = Door(parts)
    add_page(app, "/sign-in", door.sign_in_page, door.sign_in)
    add_page(app, "/sign-in/code", door.code_page, door.code)
    add_page(app, "/sign-out", take=door.sign_out)
