"""The link that lets somebody in once: they say who they are and choose a password."""

import asyncio

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.people.addresses import is_address
from domain.staff.model import AlreadyThere, Staff
from entrypoints.web import render
from entrypoints.web.limits import Tries, address
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.seals import Seals
from entrypoints.web.staff import passwords
from entrypoints.web.staff.digests import digest
from entrypoints.web.staff.door import HOME, WRONG_CODE
from entrypoints.web.staff.second_step import SecondStep
from entrypoints.web.staff.sessions import Sessions
from entrypoints.web.staff.tickets import NO_ADDRESS
from entrypoints.web.staff.zones import DEFAULT, zone_or
from entrypoints.web.typed import Typed

TRIES, TRIES_PER_SECOND = 10, 1 / 30
NEEDED = "Please fill this in."


class Entrance:
    """Takes links that work once."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._sessions = Sessions(parts)
        self._by_password = parts.by_password
        self._second = SecondStep(parts)
        self._seals = Seals(parts.secret)
        self._tries = Tries(TRIES, TRIES_PER_SECOND)

    async def look(self, request: Request, ticket: str) -> Response:
        """Show what a link is for; looking at it uses nothing up."""
        staff = await asyncio.to_thread(self._whom, request, ticket)
        return self._show(staff, ticket, Typed()) if staff else self._over()

    async def enter(self, request: Request, ticket: str) -> Response:
        """Use a link up."""
        typed = Typed.of(await request.form())
        self._seals.take(typed.get("form"), digest(ticket))
        staff = await asyncio.to_thread(self._whom, request, ticket)
        if staff is None:
            return self._over()
        problems = await asyncio.to_thread(self._settle, staff, typed, ticket)
        if problems:
            return self._show(staff, ticket, typed.but(problems), 422)
        response = RedirectResponse(HOME, 303)
        staff = await asyncio.to_thread(self._staff.get, staff.id)
        await asyncio.to_thread(self._sessions.begin, request, response, staff, "link")
        return response

    def _whom(self, request: Request, value: str) -> Staff | None:
        """Whom a link lets in; None where it has been used, or is over, or never was."""
        name = f"at {address(request)}"
        self._tries.take(name)
        ticket = self._staff.ticket(digest(value))
        if ticket is None or ticket.used or self._now() >= ticket.expires:
            return None
        self._tries.succeed(name)
        staff = self._staff.get(ticket.staff)
        return staff if staff.active else None

    def _settle(self, staff: Staff, typed: Typed, ticket: str) -> dict[str, str]:
        """Keep who somebody is and their password; what is wrong, where something is."""
        fresh = about(staff, typed)
        problems = self._complaints(fresh, typed)
        if problems:
            return problems
        if self._asks_code(staff) and not self._code_passes(staff, typed):
            return {"code": WRONG_CODE}
        if not self._staff.use(digest(ticket), self._now()):
            return {"name": "This link was used meanwhile."}
        self._staff.change(fresh)
        if self._by_password:
            self._staff.keep(staff.id, password=passwords.hashed(typed.get("password")))
        self._staff.close_all(staff.id)
        return {}

    def _asks_code(self, staff: Staff) -> bool:
        return self._by_password and self._second.is_on(staff.id)

    def _code_passes(self, staff: Staff, typed: Typed) -> bool:
        name = f"code of {staff.id}"
        self._tries.take(name)
        if not self._second.passes(staff.id, typed.get("code")):
            return False
        self._tries.succeed(name)
        return True

    def _complaints(self, fresh: Staff, typed: Typed) -> dict[str, str]:
        """What is wrong with what somebody tells of themselves."""
        found = {}
        other = self._staff.known_as(fresh.email)
        if not fresh.name:
            found["name"] = NEEDED
        if not is_address(fresh.email):
            found["email"] = "This is no e-mail address."
        elif other and other.id != fresh.id:
            found["email"] = str(AlreadyThere())
        wrong = passwords.complaint(typed.get("password"), fresh.email, fresh.name)
        if wrong and self._by_password:
            found["password"] = wrong
        return found

    def _show(self, staff: Staff, ticket: str, typed: Typed, status: int = 200) -> Response:
        values = {
            "typed": typed,
            "staff": staff,
            "first": staff.email == NO_ADDRESS,
            "by_password": self._by_password,
            "with_code": self._asks_code(staff),
            "ticket": ticket,
            "shortest": passwords.SHORTEST,
            "form_seal": self._seals.give(digest(ticket)),
        }
        return render.page("staff/enter.html", values, status)

    def _over(self) -> Response:
        return render.page("staff/over.html", {}, 410)


def about(staff: Staff, typed: Typed) -> Staff:
    """Somebody as they tell; the address of whoever was invited stays the one that was invited."""
    told = {"name": typed.get("name")[:200]}
    if staff.email == NO_ADDRESS:
        told["email"] = typed.get("email")
    if staff.timezone == DEFAULT:
        told["timezone"] = zone_or(typed.get("timezone"), DEFAULT)
    return staff.model_copy(update=told)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the entrance."""
    entrance = Entrance(parts)
    add_page(app, "/enter/{ticket}", entrance.look, entrance.enter)
