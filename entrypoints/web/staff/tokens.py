"""API tokens: shown once, kept as a digest, never more than their owner may."""

import secrets
from datetime import datetime, timedelta

from starlette.requests import Request

from domain.errors import NotFound, TandemError
from domain.staff.model import SCOPES, Permission, Staff, Token
from domain.staff.ports import StaffStore
from entrypoints.web.parts import Parts
from entrypoints.web.staff.digests import digest
from entrypoints.web.who import Who, by_token

PREFIX = "tandem_"  # so that scanners of leaked secrets know one when they see it
SCHEME = "bearer"
USED_EVERY = timedelta(minutes=5)
SCOPE_OF: dict[str, Permission] = {scope: scope for scope in SCOPES}


class ScopeRefused(TandemError):
    """A token can not be for this."""

    code = "scope_refused"


class Tokens:
    """Makes tokens and finds whom they act for."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now

    def who(self, request: Request) -> Who | None:
        """Whom a request acts for; None where its token opens nothing."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        token, now = self._staff.token(digest(value.strip())), self._now()
        if token is None or not token.lives(now):
            return None
        try:
            staff = self._staff.get(token.staff)
        except NotFound:
            return None
        if token.used is None or now - token.used > USED_EVERY:
            self._staff.token_used(token.id, now)
        return by_token(staff, token) if staff.active else None

    def make(
        self,
        staff: Staff,
        name: str,
        scopes: tuple[Permission, ...],
        expires: datetime | None,
        id_: str = "",
    ) -> tuple[Token, str]:
        """Make a token that may no more than its owner; its text is known now and never again."""
        ours = tuple(scope for scope in scopes if staff.may(scope))
        return grant(self._staff, staff, (name, ours, id_), self._now(), expires)


def make_token(
    store: StaffStore,
    staff: Staff,
    name: str,
    scopes: tuple[str, ...],
    now: datetime,
    expires: datetime | None,
) -> tuple[Token, str]:
    """The same for whoever names scopes; raises `ScopeRefused`."""
    for scope in scopes:
        if scope not in SCOPES:
            raise ScopeRefused(f"{scope} is nothing that a token may; one of {', '.join(SCOPES)}.")
        if not staff.may(SCOPE_OF[scope]):
            raise ScopeRefused(f"{staff.name} may not {SCOPES[SCOPE_OF[scope]]}.")
    ours = tuple(SCOPE_OF[scope] for scope in scopes)
    return grant(store, staff, (name, ours, ""), now, expires)


def grant(
    store: StaffStore,
    staff: Staff,
    wish: tuple[str, tuple[Permission, ...], str],
    now: datetime,
    expires: datetime | None,
) -> tuple[Token, str]:
    """Keep a token of this name, scopes and id, if it has one; returns it with its text."""
    name, scopes, id_ = wish
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        id=id_ or f"t-{secrets.token_hex(6)}",
        digest=digest(text),
        staff=staff.id,
        name=name,
        scopes=scopes,
        created=now,
        expires=expires,
    )
    store.grant(token)
    return token, text
