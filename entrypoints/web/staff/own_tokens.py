"""One's own API tokens: made, shown once, looked at, ended."""

import asyncio
from datetime import timedelta

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from domain.staff.model import SCOPES, Permission, Staff, Token
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff.tokens import Tokens
from entrypoints.web.typed import Typed
from entrypoints.web.who import who

HERE = "/account/tokens"
NAME = 100  # characters
LASTING = (
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "a year"),
    ("", "until I end it"),
)


class OwnTokens:
    """The tokens that act for whoever looks."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._tokens = Tokens(parts)
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """All of them, and the form for a new one."""
        return await asyncio.to_thread(self._show, request, Typed())

    async def make(self, request: Request) -> Response:
        """Make one; the same form sent twice makes one."""
        return await asyncio.to_thread(self._make, request)

    async def end(self, request: Request, token: str) -> Response:
        """End one."""
        await asyncio.to_thread(self._end, who(request).staff, token)
        return RedirectResponse(f"{HERE}?done=ended", 303)

    def _make(self, request: Request) -> Response:
        typed: Typed = request.state.typed
        staff, id_ = who(request).staff, f"t-{request.state.key[:12]}"
        if any(token.id == id_ for token in self._staff.tokens(staff.id)):
            return RedirectResponse(f"{HERE}?done=made_before", 303)
        scopes = scopes_of(staff, typed)
        if problems := complaints(typed, scopes):
            return self._show(request, typed.but(problems), 422)
        days = typed.get("days")
        expires = self._now() + timedelta(days=int(days)) if days else None
        token, text = self._tokens.make(staff, typed.get("name"), scopes, expires, id_)
        values = {"token": token, "text": text, "may": words(token)}
        return self._frame.show(request, "console/account_token.html", values)

    def _end(self, staff: Staff, token: str) -> None:
        if all(one.id != token for one in self._staff.tokens(staff.id)):
            raise NotFound(f"There is no token {token} of yours.")
        self._staff.revoke(token, self._now())

    def _show(self, request: Request, typed: Typed, status: int = 200) -> Response:
        staff, now = who(request).staff, self._now()
        found = self._staff.tokens(staff.id)
        values = {
            "living": [token for token in found if token.lives(now)],
            "over": [token for token in found if not token.lives(now)],
            "may": {token.id: words(token) for token in found},
            "offered": [(key, words) for key, words in SCOPES.items() if staff.may(key)],
            "lasting": LASTING,
        }
        page = "console/account_tokens.html"
        return self._frame.show(request, page, values, status, typed=typed)


def words(token: Token) -> str:
    """What a token is for."""
    return "; ".join(said for scope, said in SCOPES.items() if scope in token.scopes)


def scopes_of(staff: Staff, typed: Typed) -> tuple[Permission, ...]:
    """What was chosen of what somebody may do."""
    chosen = typed.every("scopes")
    return tuple(scope for scope in SCOPES if scope in chosen and staff.may(scope))


def complaints(typed: Typed, scopes: tuple[Permission, ...]) -> dict[str, str]:
    """What is wrong with a wish for a token."""
    found = {}
    if not typed.get("name"):
        found["name"] = "Please say what it is for; you will know it again by that."
    elif len(typed.get("name")) > NAME:
        found["name"] = f"Please keep this under {NAME} characters."
    if not scopes:
        found["scopes"] = "Please choose at least one; a token that may do nothing is of no use."
    if typed.get("days") not in dict(LASTING):
        found["days"] = "Please choose one of these."
    return found


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of one's own tokens."""
    desk = OwnTokens(parts)
    add_page(app, HERE, desk.look, desk.make)
    add_page(app, f"{HERE}/{{token}}/end", take=desk.end)
