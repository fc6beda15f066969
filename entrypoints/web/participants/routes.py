"""The addresses under `/a/<token>`: looking changes nothing, a form that comes back asks."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from adapters.links.signed import LinkInvalid
from domain.errors import TandemError
from domain.mentorship.commands import Request as Wish
from domain.mentorship.decide import decide, is_over
from domain.mentorship.refusals import Refused
from entrypoints.asking import NoAnswer, NobodyThere, RequestFailed
from entrypoints.web import render
from entrypoints.web.limits import Buckets, Busy, address
from entrypoints.web.participants.book import PAGES
from entrypoints.web.participants.frame import DONE, ended_frame, frame
from entrypoints.web.participants.page import REFUSED_AT, Acts, NotHere, Page, Step
from entrypoints.web.participants.visits import (
    WHOLE,
    ForStaff,
    LinkEnded,
    OutOfScope,
    Visit,
    Visits,
)
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.seals import FormForged, Seals, digest, request_id
from entrypoints.web.typed import Typed, Unclear

MOMENTS = (0.3, 1.2)
"""Seconds after which a request is made again that was refused against the record: where a worker
dies between the two, the engine hears of a fact that much later than those who read the record."""

TRIES, TRIES_PER_SECOND = 20, 0.1
TRY_AGAIN = (
    "We could not reach the program just now. What you wrote is still here:"
    " please press the button again in a moment. Nothing is done twice."
)
TROUBLE: dict[type[TandemError], tuple[int, str]] = {
    NoAnswer: (503, TRY_AGAIN),
    RequestFailed: (503, TRY_AGAIN),
    NobodyThere: (410, "This mentorship is over, and nothing more can be changed in it."),
}


STOPS: dict[type[Exception], tuple[str, int]] = {
    Busy: ("busy", 429),
    FormForged: ("forged", 403),
    LinkInvalid: ("unknown", 404),
    NotHere: ("not_here", 404),
    OutOfScope: ("not_here", 404),
}
"""Why there is nothing to do at an address, and the status that says so."""


class Desk:
    """Answers whoever comes with a link."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._visits = Visits(parts)
        self._seals = Seals(parts.secret)
        self._tries = Buckets(TRIES, TRIES_PER_SECOND)

    async def look(self, request: Request, token: str, task: str = "") -> Response:
        """Show a page."""
        return await self._answer(request, token, task, None)

    async def act(self, request: Request, token: str, task: str = "") -> Response:
        """Take a form."""
        return await self._answer(request, token, task, Typed.of(await request.form()))

    async def send_link(self, request: Request, token: str) -> Response:
        """Send a new link to the address on file: of an ended link, or to the whole mentorship."""
        typed = Typed.of(await request.form())
        with self._tried(address(request)):
            key = self._seals.take(typed.get("form"), token)
            visit, ended = await self._any_visit(token)
            return await self._sent(visit, typed, key, ended=ended)

    async def _sent(self, visit: Visit, typed: Typed, key: str, *, ended: bool) -> Response:
        """One mail a day for each link, however often somebody presses the button."""
        withdraw = visit.whole and not ended and typed.get("withdraw") == "yes"
        if not withdraw:
            key = f"{digest(visit.token)}-{visit.now:%Y-%m-%d}"
        task = visit.claim.task if ended else WHOLE
        try:
            await self._ask(visit, (Step("send_link", {"task": task, "withdraw": withdraw}),), key)
        except TandemError as trouble:
            return stop("no_link", TROUBLE.get(type(trouble), (409, ""))[0], visit)
        return stop("link_sent", 200, visit)

    async def _any_visit(self, token: str) -> tuple[Visit, bool]:
        """Who comes with a link, and whether it has ended."""
        try:
            return await asyncio.to_thread(self._visits.enter, token), False
        except LinkEnded as ended:
            return ended.visit, True

    async def _answer(
        self, request: Request, token: str, task: str, typed: Typed | None
    ) -> Response:
        with self._tried(address(request)):
            try:
                visit = await asyncio.to_thread(self._visits.enter, token, task)
            except LinkEnded as ended:
                return self._explain(ended, typed or Typed())
            page = page_of(visit)
            if typed is None:
                return self._show(visit, page, Typed(), done=request.query_params.get("done", ""))
            return await self._take(visit, page, typed)

    @contextmanager
    def _tried(self, who: str) -> Iterator[None]:
        """Let an address try only so many links that do not work."""
        if not self._tries.has(who):
            raise Busy
        try:
            yield
        except LinkInvalid:
            self._tries.take(who)
            raise

    async def _take(self, visit: Visit, page: Page, typed: Typed) -> Response:
        key = self._seals.take(typed.get("form"), visit.token)
        try:
            acts: Acts = page.acts(visit, typed)
            await self._ask(visit, acts.steps, key)
        except Unclear as unclear:
            return self._show(visit, page, typed.but(unclear.problems), 422)
        except Refused as refusal:
            visit = await asyncio.to_thread(self._visits.again, visit)
            return self._refuse(visit, page, typed, refusal)
        except (NoAnswer, NobodyThere, RequestFailed) as trouble:
            lost = isinstance(trouble, NobodyThere) and not is_over(visit.state)
            status, words = TROUBLE[NoAnswer if lost else type(trouble)]
            return self._show(visit, page, typed, status, problem=words)
        return RedirectResponse(f"{visit.here}?done={acts.done}", 303)

    def _refuse(self, visit: Visit, page: Page, typed: Typed, refusal: Refused) -> Response:
        field = REFUSED_AT.get(refusal.code, "")
        problems = {field: str(refusal)} if field else {}
        typed = typed.but(problems)
        return self._show(visit, page, typed, 409, problem=str(refusal), code=refusal.code)

    async def _ask(self, visit: Visit, steps: tuple[Step, ...], key: str) -> None:
        for step in steps:
            wish = Wish(
                id=request_id(key, step.command, step.data),
                by=visit.role,
                command=step.command,
                data=step.data,
            )
            await self._ask_again(visit, wish)

    async def _ask_again(self, visit: Visit, wish: Wish) -> None:
        """Ask, and again after a moment where the record would have granted it; it counts once."""
        for moment in MOMENTS:
            try:
                await self._parts.ask(visit.state.id, wish)
                return
            except Refused:
                if not await asyncio.to_thread(self._granted, visit, wish):
                    raise
                await asyncio.sleep(moment)
        await self._parts.ask(visit.state.id, wish)

    def _granted(self, visit: Visit, wish: Wish) -> bool:
        """Tell whether a request is right by what the record shows at this moment."""
        now = self._visits.again(visit)
        try:
            decide(now.state, wish, now.now)
        except Refused:
            return False
        return True

    def _show(
        self,
        visit: Visit,
        page: Page,
        typed: Typed,
        status: int = 200,
        *,
        problem: str = "",
        code: str = "",
        done: str = "",
    ) -> Response:
        seal = typed.get("form") or self._seals.give(visit.token)
        values = {**frame(visit), **page.show(visit, typed)}
        values |= {
            "typed": typed,
            "form_seal": seal,
            "problem": problem,
            "code": code,
            "done": DONE.get(done, ""),
        }
        return render.page(page.template, values, status)

    def _explain(self, ended: LinkEnded, typed: Typed) -> Response:
        seal = self._seals.give(ended.visit.token)
        values = ended_frame(ended) | {"form_seal": seal, "written": typed.written()}
        return render.page("ended.html", values, 410)


def page_of(visit: Visit) -> Page:
    """The page that somebody looks at; raises `NotHere`."""
    page = PAGES.get(visit.page)
    if page is None:
        raise NotHere
    return page


async def stopped(_request: Request, why: Exception) -> Response:
    """Say why there is nothing to do at an address."""
    return stop(*STOPS[type(why)])


async def to_the_console(_request: Request, why: Exception) -> Response:
    """Lead whoever runs a program to the case, by way of signing in; the link opens nothing."""
    case = why.case if isinstance(why, ForStaff) else ""
    return RedirectResponse(f"/console/inbox/{quote(case)}", 303)


def stop(why: str, status: int, visit: Visit | None = None) -> Response:
    """A page that says why there is nothing to do here."""
    return render.page("stop.html", {"why": why, "visit": visit}, status)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of participants."""
    desk = Desk(parts)
    add_page(app, "/a/{token}/link", take=desk.send_link)
    for path in ("/a/{token}", "/a/{token}/{task}"):
        add_page(app, path, desk.look, desk.act, methods=("GET", "HEAD"))
