"""The staff: who runs programs, what they may do, and the links that let them in."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.errors import TandemError
from domain.model import Model
from domain.staff.model import (
    ABOUT_ROLES,
    EVERY_PROGRAM,
    ROLES,
    AlreadyThere,
    LastAdmin,
    Role,
    Staff,
)
from entrypoints.staffing import NoAddress, Staffing, SwitchedOff
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff.tickets import NO_ADDRESS
from entrypoints.web.typed import Typed, Unclear
from entrypoints.web.who import who

HERE = "/console/staff"
NEEDED = "Please fill this in."
ABOUT_US = [(role, f"{role.capitalize()}: {ABOUT_ROLES[role]}") for role in ROLES]
NOT_YOURSELF = "You can not switch yourself off; another admin can."
FIELD_OF: dict[type[TandemError], str] = {
    AlreadyThere: "email",
    NoAddress: "email",
    LastAdmin: "role",
    SwitchedOff: "link",
}
"""Beside which field a refusal stands."""

Do = Callable[[], Response]


class StaffDesk:
    """Answers whoever may manage the staff."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._staff = parts.store.staff
        self._staffing = Staffing(parts.store.staff, parts.public_url, parts.now)
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """Everybody."""
        everybody = await asyncio.to_thread(self._staff.all)
        found = sorted(everybody, key=lambda one: not one.active)
        seen = await asyncio.to_thread(self._last_seen, found)
        values = {"staff": found, "seen": seen, "no_address": NO_ADDRESS}
        return self._frame.show(request, "console/staff.html", values)

    async def invite_page(self, request: Request) -> Response:
        """The form of an invitation."""
        return await asyncio.to_thread(self._ask, request, Typed())

    async def invite(self, request: Request) -> Response:
        """Add somebody, and show the link that lets them in."""
        return await asyncio.to_thread(self._invite, request)

    async def one(self, request: Request, staff: str) -> Response:
        """Somebody."""
        return await asyncio.to_thread(self._show, request, staff, Typed())

    async def change(self, request: Request, staff: str) -> Response:
        """Keep what was changed of somebody."""

        def do() -> Response:
            found = self._staff.get(staff)
            fresh = told(request.state.typed).model_dump()
            self._staffing.change(found.model_copy(update=fresh))
            return RedirectResponse(f"{HERE}/{staff}?done=saved", 303)

        return await asyncio.to_thread(self._try, request, staff, do)

    async def link(self, request: Request, staff: str) -> Response:
        """Make a link that lets somebody in once."""

        def do() -> Response:
            found = self._staff.get(staff)
            without = request.state.typed.get("without_codes") == "yes"
            url = self._staffing.link(found, without_codes=without)
            return self._hand_over(request, found, url, new=False)

        return await asyncio.to_thread(self._try, request, staff, do)

    async def switch_off(self, request: Request, staff: str) -> Response:
        """Let somebody in no more."""

        def do() -> Response:
            if staff == who(request).staff.id:
                raise Unclear({"off": NOT_YOURSELF})
            self._staffing.switch_off(self._staff.get(staff))
            return RedirectResponse(f"{HERE}/{staff}?done=off", 303)

        return await asyncio.to_thread(self._try, request, staff, do)

    async def switch_on(self, request: Request, staff: str) -> Response:
        """Let somebody in again."""

        def do() -> Response:
            self._staffing.switch_on(self._staff.get(staff))
            return RedirectResponse(f"{HERE}/{staff}?done=on", 303)

        return await asyncio.to_thread(self._try, request, staff, do)

    def _try(self, request: Request, staff: str, do: Do) -> Response:
        """Do it; what is refused stands where it was asked for."""
        typed: Typed = request.state.typed
        try:
            return do()
        except Unclear as unclear:
            return self._show(request, staff, typed.but(unclear.problems), 422)
        except (AlreadyThere, NoAddress, LastAdmin, SwitchedOff) as refusal:
            field = "off" if request.url.path.endswith("/off") else FIELD_OF[type(refusal)]
            return self._show(request, staff, typed.but({field: str(refusal)}), 409)

    def _invite(self, request: Request) -> Response:
        typed: Typed = request.state.typed
        try:
            wish = told(typed)
            staff = self._staffing.invite(wish.email, wish.name, wish.role, wish.programs)
        except Unclear as unclear:
            return self._ask(request, typed.but(unclear.problems), 422)
        except (AlreadyThere, NoAddress) as refusal:
            return self._ask(request, typed.but({"email": str(refusal)}), 422)
        return self._hand_over(request, staff, self._staffing.link(staff), new=True)

    def _hand_over(self, request: Request, staff: Staff, url: str, *, new: bool) -> Response:
        """Show a link, this once; one's own mail program may send it."""
        values = {"staff": staff, "url": url, "new": new, "mailto": mailto(staff, url)}
        return self._frame.show(request, "console/staff_link.html", values)

    def _ask(self, request: Request, typed: Typed, status: int = 200) -> Response:
        values = {"roles": ABOUT_US, "programs": self._programs()}
        page = "console/staff_invite.html"
        return self._frame.show(request, page, values, status, typed=typed)

    def _show(self, request: Request, staff: str, typed: Typed, status: int = 200) -> Response:
        found = self._staff.get(staff)
        secrets, known = self._staff.secrets(staff), self._programs()
        values = {
            "staff": found,
            "roles": ABOUT_US,
            "programs": known,
            "theirs": [name for name in found.programs if name in dict(known)],
            "others": " ".join(
                name for name in found.programs if name not in {*dict(known), EVERY_PROGRAM}
            ),
            "secrets": secrets,
            "seen": self._last_seen([found]).get(staff),
            "tokens": [one for one in self._staff.tokens(staff) if one.revoked is None],
            "oneself": staff == who(request).staff.id,
        }
        return self._frame.show(request, "console/staff_one.html", values, status, typed=typed)

    def _programs(self) -> list[tuple[str, str]]:
        """The programs of all cohorts, as key and words."""
        found = {c.program.program: c.program.title for c in self._store.cohorts.list()}
        return sorted(found.items())

    def _last_seen(self, staff: list[Staff]) -> dict[str, object]:
        """When somebody was in last, as far as they are signed in still."""
        sessions = {one.id: self._staff.sessions(one.id) for one in staff}
        return {name: found[0].seen for name, found in sessions.items() if found}


class Wish(Model):
    """What an admin wants somebody to be."""

    name: str
    email: str
    role: Role
    programs: tuple[str, ...]


def told(typed: Typed) -> Wish:
    """Somebody as the form tells of them; raises `Unclear` with what is missing."""
    role = next((role for role in ROLES if role == typed.get("role")), None)
    problems = {
        "name": "" if typed.get("name") else NEEDED,
        "email": "" if typed.get("email") else NEEDED,
        "role": "" if role else "Please choose one of these.",
        "scope": scope_problem(typed),
    }
    found = {name: said for name, said in problems.items() if said}
    if found or role is None:
        raise Unclear(found)
    return Wish(
        name=typed.get("name")[:200],
        email=typed.get("email"),
        role=role,
        programs=programs_of(typed),
    )


def scope_problem(typed: Typed) -> str:
    """What is wrong with the choice of programs."""
    if typed.get("role") == "admin" or programs_of(typed):
        return ""
    return "Please name at least one program, or choose every program."


def programs_of(typed: Typed) -> tuple[str, ...]:
    """The programs that were chosen; those of an admin are all, whatever was."""
    if typed.get("role") == "admin" or typed.get("scope") == "all":
        return (EVERY_PROGRAM,)
    named = [*typed.every("programs"), *typed.get("others").replace(",", " ").split()]
    return tuple(dict.fromkeys(name for name in named if name != EVERY_PROGRAM))


def mailto(staff: Staff, url: str) -> str:
    """An address that has one's own mail program write to them."""
    text = (
        f"Hello {staff.name},\n\nthis link lets you into Tandem, where our mentoring programs run:"
        f"\n\n{url}\n\nIt works once, within a day. You choose a password there, and sign in with"
        " it from then on.\n"
    )
    return (
        f"mailto:{quote(staff.email)}?subject={quote('Your way into Tandem')}&body={quote(text)}"
    )


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the staff."""
    desk = StaffDesk(parts)
    add_page(app, HERE, desk.look)
    add_page(app, f"{HERE}/invite", desk.invite_page, desk.invite)
    add_page(app, f"{HERE}/{{staff}}", desk.one, desk.change)
    add_page(app, f"{HERE}/{{staff}}/link", take=desk.link)
    add_page(app, f"{HERE}/{{staff}}/off", take=desk.switch_off)
    add_page(app, f"{HERE}/{{staff}}/on", take=desk.switch_on)
