"""The gate in front of every route: who comes, may they, is it theirs, did we give out the form.

It reads the one table of policy.py. What it lets in finds who it is in `request.state.who`, the
fields of its form in `request.state.typed`, and the key of the form in `request.state.key`.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from domain.errors import NotFound, TandemError
from domain.mentorship.commands import storable
from domain.staff.model import Deed
from entrypoints.web.guard import allow
from entrypoints.web.origin import is_ours
from entrypoints.web.parts import Parts
from entrypoints.web.policy import POLICY, Rule
from entrypoints.web.seals import Seals
from entrypoints.web.staff.sessions import Sessions
from entrypoints.web.staff.tokens import Tokens
from entrypoints.web.typed import Typed
from entrypoints.web.who import Who

SAFE = frozenset({"GET", "HEAD"})
MOST_ABOUT = 500  # characters of the staff log
WRONG = 400  # statuses from here on say that something was not done

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class NoPolicy(TandemError):
    """A route has no line in the table of policies."""

    code = "no_policy"


class SignInFirst(TandemError):
    """Please sign in first."""

    code = "sign_in_first"

    def __init__(self, back: str = "") -> None:
        self.back = back
        super().__init__()


class TokenNeeded(TandemError):
    """This needs an API token that works: `Authorization: Bearer …`."""

    code = "token_needed"


class NotPermitted(TandemError):
    """Your role does not let you do this."""

    code = "not_permitted"


class FromElsewhere(TandemError):
    """This form was sent by another site."""

    code = "from_elsewhere"


class Gate:
    """Lets requests in, or raises why not."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._now = parts.now
        self._public_url = parts.public_url
        self._seals = Seals(parts.secret)
        self._sessions = Sessions(parts)
        self._tokens = Tokens(parts)
        self._pace = parts.pace
        self._temporal = parts.temporal_origins
        self._programs: dict[str, str] = {}

    async def admit(self, request: Request, rule: Rule) -> None:
        """Let a request in, or raise why not: from `SignInFirst` to `NotFound`."""
        changes = request.method not in SAFE
        known = rule.who == "operator" and request.headers.get("origin") in self._temporal
        if changes and not known and not is_ours(request, self._public_url):
            raise FromElsewhere
        allow(request.scope, rule.largest)
        if rule.who in ("anybody", "link"):
            return
        who = await asyncio.to_thread(self._identify, request, rule)
        request.state.who = who
        if rule.who == "token":
            request.state.pace = self._pace.take(who.key)
        if not who.may(rule.permission):
            raise NotPermitted
        await asyncio.to_thread(self._refuse_foreign, request, who)
        if changes and rule.who == "session":
            await self._take_form(request, who)
        elif changes and rule.names:
            request.state.typed = await sent(request)
        if changes and rule.act:
            await asyncio.to_thread(self._log, request, rule)

    def refused(self, request: Request, rule: Rule, why: str) -> None:
        """Note that what somebody asked for was not done."""
        if request.method not in SAFE and rule.act and hasattr(request.state, "who"):
            self._log(request, rule, why)

    def _identify(self, request: Request, rule: Rule) -> Who:
        if rule.who != "session":
            found = self._tokens.who(request)
            if found is None and rule.who == "operator":
                found = self._sessions.who(request)
            if found is None:
                raise TokenNeeded
            return found
        found = self._sessions.who(request)
        if found is None:
            raise SignInFirst(_back(request))
        return found

    def _refuse_foreign(self, request: Request, who: Who) -> None:
        """What belongs to another program is not there for somebody who does not see it."""
        names = request.path_params
        if not storable(names):
            raise NotFound
        if who.programs is None or not {"cohort", "pair"} & names.keys():
            return
        cohort = names.get("cohort") or self._cohort_of(names["pair"])
        if not who.sees(self._program_of(cohort)):
            raise NotFound(f"There is no cohort {cohort}.")

    def _cohort_of(self, pair: str) -> str:
        row = self._store.board.pair(pair)
        if row is None:
            raise NotFound(f"There is no pair {pair}.")
        return row.cohort

    def _program_of(self, cohort: str) -> str:
        """The program of a cohort, which never changes."""
        if cohort not in self._programs:
            self._programs[cohort] = self._store.cohorts.get(cohort).program.program
        return self._programs[cohort]

    async def _take_form(self, request: Request, who: Who) -> None:
        typed = Typed.of(await request.form())
        request.state.key = self._seals.take(typed.get("form"), who.key)
        request.state.typed = typed

    def _log(self, request: Request, rule: Rule, outcome: str = "") -> None:
        who: Who = request.state.who
        typed: Typed = getattr(request.state, "typed", Typed())
        about = [*request.path_params.values(), *map(typed.get, rule.names)]
        deed = Deed(
            at=self._now(),
            staff=who.staff.id,
            name=who.staff.name,
            via=who.via,
            act=rule.act,
            about=in_a_line(about),
            outcome=outcome,
        )
        self._store.staff.log(deed)


def guard_routes(app: FastAPI, gate: Gate) -> None:
    """Put the gate in front of every route that is added from now on."""

    class GatedRoute(APIRoute):
        """A route with the gate in front of it."""

        def get_route_handler(self) -> Handler:
            """Ask the gate before anything of the request is read."""
            rules = {method: rule_of(method, self.path) for method in self.methods or ()}
            handler = super().get_route_handler()

            async def gated(request: Request) -> Response:
                rule = rules[request.method]
                await gate.admit(request, rule)
                try:
                    response = await handler(request)
                except Exception as error:
                    why = getattr(error, "code", type(error).__name__)
                    await asyncio.to_thread(gate.refused, request, rule, str(why))
                    raise
                if response.status_code >= WRONG:
                    why = f"status {response.status_code}"
                    await asyncio.to_thread(gate.refused, request, rule, why)
                response.headers.update(getattr(request.state, "pace", {}))
                return response

            return gated

    app.router.route_class = GatedRoute


async def sent(request: Request) -> Typed:
    """What a program has sent: the fields of a form, or those of a JSON object that are texts."""
    if "json" not in request.headers.get("content-type", ""):
        return Typed.of(await request.form())
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError):
        return Typed()
    fields = body.items() if isinstance(body, dict) else ()
    return Typed({name: [value] for name, value in fields if isinstance(value, str)})


def in_a_line(words: Iterable[object]) -> str:
    """Words as the staff log can keep them, whatever somebody has sent."""
    line = " ".join(str(word) for word in words if word)
    return "".join(filter(str.isprintable, line))[:MOST_ABOUT]


def rule_of(method: str, path: str) -> Rule:
    """The line of the table for a route; raises `NoPolicy`."""
    rule = POLICY.get((method, path))
    if rule is None:
        raise NoPolicy(f"{method} {path} has no line in entrypoints/web/policy.py.")
    return rule


def _back(request: Request) -> str:
    """Where somebody wanted to go, to come back to after signing in."""
    if request.method not in SAFE:
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path + query, safe="/")
