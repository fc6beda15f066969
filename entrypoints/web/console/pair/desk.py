"""The page of a pair: its parts by links, as of any moment, and what can be done for it."""

import asyncio
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from domain.mentorship.refusals import Refused
from entrypoints.web.console.acting import SILENT, Acting, role_of, trouble_of
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.inbox.decisions import REASONS, WEEKS
from entrypoints.web.console.pair import commands
from entrypoints.web.console.pair.looking import Look, look
from entrypoints.web.console.pair.parts import ACT, PARTS, head
from entrypoints.web.parts import Parts
from entrypoints.web.typed import Typed, Unclear
from entrypoints.web.who import who


class PairDesk:
    """Shows a pair and takes what somebody asks for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._frame = Frame(parts.secret)
        self._acting = Acting(parts)

    async def look(self, request: Request, pair: str, part: str = "") -> Response:
        """Show a part of it."""
        if part == ACT and who(request).may("pairs.command"):
            return await self._show(request, await self._find(request, pair), Typed())
        if part not in PARTS:
            raise NotFound(f"There is no {part} of a pair.")
        found = await self._find(request, pair)
        values = await asyncio.to_thread(PARTS[part].values, found, request.query_params)
        values |= self._around(found, part) | {"problem": found.problem}
        template = f"console/pair/{part or 'overview'}.html"
        return self._frame.show(request, template, values, 422 if found.problem else 200)

    async def act(self, request: Request, pair: str) -> Response:
        """Do what somebody asks for."""
        found, typed = await self._find(request, pair), request.state.typed
        key, state = typed.get("command"), found.whole.state
        try:
            data = commands.read(typed, key, found.who.staff.timezone)
            await self._acting.ask(request.state.key, found.who, state, key, data)
        except Unclear as unclear:
            return await self._show(request, found, typed.but(unclear.problems), 422)
        except Refused as refusal:
            field = commands.REFUSED_AT.get(refusal.code, "")
            problems = {f"{key}-{field}": str(refusal)} if field else {}
            found, typed = await self._find(request, pair), typed.but(problems)
            return await self._show(request, found, typed, 409, str(refusal))
        except SILENT as trouble:
            status, words = trouble_of(trouble, state)
            return await self._show(request, found, typed, status, words)
        return RedirectResponse(f"{found.to()}?done={key}", 303)

    async def _find(self, request: Request, pair: str) -> Look:
        return await asyncio.to_thread(look, self._parts, who(request), pair, request.query_params)

    async def _show(
        self, request: Request, found: Look, typed: Typed, status: int = 200, problem: str = ""
    ) -> Response:
        """The forms, of today: the past can't be changed."""
        state, now = found.whole.state, found.whole.now
        role = role_of(state, found.who.staff)
        today = found._replace(at="", pair=found.pair._replace(view=None))
        values = self._around(today, ACT) | {
            "problem": problem,
            "orders": await asyncio.to_thread(commands.orders, state, role, now),
            "open_form": typed.get("command"),
            "reasons": REASONS,
            "weeks": WEEKS,
            "tasks": list(commands.tasks(state)),
            "people": [("mentee", state.mentee.name), ("mentor", state.mentor.name)],
            "labels": LABELS,
        }
        return self._frame.show(request, "console/pair/act.html", values, status, typed=typed)

    def _around(self, found: Look, part: str) -> dict[str, Any]:
        tabs = [(key, one.name) for key, one in PARTS.items()]
        if found.who.may("pairs.command") and not found.back:
            tabs.append((ACT, "Act"))
        return head(found) | {"tabs": tabs, "part": part, "dones": commands.DONE}


LABELS = {
    f"{key}-{field}": words
    for key in commands.NEEDS
    for field, words in (
        ("note", "A note"),
        ("reason", "Why"),
        ("resume_on", "Back on"),
        ("to", "To whom"),
        ("weeks", "How many weeks"),
    )
}
