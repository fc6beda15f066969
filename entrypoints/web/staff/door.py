"""The door: sign in by password, come in by a link that works once, sign out."""

import asyncio

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.people.addresses import is_address
from domain.staff.model import AlreadyThere, Staff, Ticket
from entrypoints.web import render
from entrypoints.web.limits import Buckets, Busy, address
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.seals import Seals
from entrypoints.web.staff import passwords
from entrypoints.web.staff.sessions import Sessions, digest
from entrypoints.web.staff.tickets import NO_ADDRESS
from entrypoints.web.typed import Typed

HOME = "/console"
TRIES, TRIES_PER_SECOND = 10, 1 / 30
SIGN_IN = "sign-in"  # what the form of somebody whom we do not know yet is sealed for
WRONG = "The address or the password is not right."


class Door:
    """Lets the staff in and out."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._sessions = Sessions(parts)
        self._seals = Seals(parts.secret)
        self._tries = Buckets(TRIES, TRIES_PER_SECOND)

    async def sign_in_page(self, request: Request) -> Response:
        """Show the form; somebody who is in already goes on."""
        if await asyncio.to_thread(self._sessions.who, request):
            return RedirectResponse(local(request.query_params.get("next", "")), 303)
        return self._sign_in(Typed(), request.query_params.get("next", ""))

    async def sign_in(self, request: Request) -> Response:
        """Take an address and a password."""
        typed = Typed.of(await request.form())
        self._seals.take(typed.get("form"), SIGN_IN)
        names = (address(request), typed.get("email").casefold())
        if not all(map(self._tries.has, names)):
            raise Busy
        staff = await asyncio.to_thread(self._known, typed)
        if staff is None:
            for name in names:
                self._tries.take(name)
            return self._sign_in(typed.but({"email": WRONG}), typed.get("next"), 422)
        response = RedirectResponse(local(typed.get("next")), 303)
        await asyncio.to_thread(self._sessions.begin, request, response, staff, "password")
        return response

    async def enter_page(self, request: Request, ticket: str) -> Response:
        """Show what a link is for; looking at it uses nothing up."""
        found = await asyncio.to_thread(self._ticket, request, ticket)
        return self._enter(found, ticket, Typed()) if found else self._over()

    async def enter(self, request: Request, ticket: str) -> Response:
        """Use a link up: whoever comes with it says who they are and chooses a password."""
        typed = Typed.of(await request.form())
        self._seals.take(typed.get("form"), digest(ticket))
        staff = await asyncio.to_thread(self._ticket, request, ticket)
        if staff is None:
            return self._over()
        problems = complaints(typed)
        if not problems:
            problems = await asyncio.to_thread(self._settle, staff, typed, ticket)
        if problems:
            return self._enter(staff, ticket, typed.but(problems), 422)
        response = RedirectResponse(HOME, 303)
        await asyncio.to_thread(self._sessions.begin, request, response, staff, "link")
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session of this browser."""
        response = RedirectResponse("/sign-in?done=out", 303)
        await asyncio.to_thread(self._sessions.end, request, response)
        return response

    def _known(self, typed: Typed) -> Staff | None:
        """Whoever has this address and this password."""
        staff = self._staff.known_as(typed.get("email"))
        kept = self._staff.secrets(staff.id) if staff and staff.active else None
        password = typed.get("password")
        if not passwords.fits(password, kept.password if kept else None):
            return None
        if staff and kept and kept.password and passwords.is_dated(kept.password):
            fresh = kept.model_copy(update={"password": passwords.hashed(password)})
            self._staff.keep(staff.id, fresh)
        return staff

    def _ticket(self, request: Request, value: str) -> Staff | None:
        """Whom a link lets in; None where it has been used, or is over, or never was."""
        if not self._tries.has(address(request)):
            raise Busy
        ticket: Ticket | None = self._staff.ticket(digest(value))
        if ticket is None or ticket.used or self._now() >= ticket.expires:
            self._tries.take(address(request))
            return None
        staff = self._staff.get(ticket.staff)
        return staff if staff.active else None

    def _settle(self, staff: Staff, typed: Typed, ticket: str) -> dict[str, str]:
        """Keep who somebody is and their password; what is wrong, where something is."""
        name, email = typed.get("name"), typed.get("email")
        other = self._staff.known_as(email)
        if other and other.id != staff.id:
            return {"email": str(AlreadyThere())}
        if not self._staff.use(digest(ticket), self._now()):
            return {"password": "This link was used meanwhile."}
        self._staff.change(staff.model_copy(update={"name": name, "email": email}))
        secrets = self._staff.secrets(staff.id)
        password = passwords.hashed(typed.get("password"))
        self._staff.keep(staff.id, secrets.model_copy(update={"password": password}))
        self._staff.close_all(staff.id)
        return {}

    def _sign_in(self, typed: Typed, back: str, status: int = 200) -> Response:
        values = {"typed": typed, "next": local(back), "form_seal": self._seals.give(SIGN_IN)}
        return render.page("staff/sign_in.html", values, status)

    def _enter(self, staff: Staff, ticket: str, typed: Typed, status: int = 200) -> Response:
        values = {
            "typed": typed,
            "staff": staff,
            "email": "" if staff.email == NO_ADDRESS else staff.email,
            "ticket": ticket,
            "shortest": passwords.SHORTEST,
            "form_seal": self._seals.give(digest(ticket)),
        }
        return render.page("staff/enter.html", values, status)

    def _over(self) -> Response:
        return render.page("staff/over.html", {}, 410)


def complaints(typed: Typed) -> dict[str, str]:
    """What is wrong with what somebody tells of themselves."""
    found = {}
    if not typed.get("name"):
        found["name"] = "Please fill this in."
    if not is_address(typed.get("email")):
        found["email"] = "This is no e-mail address."
    if wrong := passwords.complaint(typed.get("password"), typed.get("email"), typed.get("name")):
        found["password"] = wrong
    return found


def local(path: str) -> str:
    """A path of ours; the console where it leads elsewhere."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if ours else HOME


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the door."""
    door = Door(parts)
    add_page(app, "/sign-in", door.sign_in_page, door.sign_in)
    add_page(app, "/enter/{ticket}", door.enter_page, door.enter)
    add_page(app, "/sign-out", take=door.sign_out)
