"""API tokens: shown once, kept as a digest, never more than their owner may."""

import secrets
from datetime import datetime, timedelta

from starlette.requests import Request

from domain.errors import NotFound
from domain.staff.model import Permission, Staff, Token
from entrypoints.web.parts import Parts
from entrypoints.web.staff.digests import digest
from entrypoints.web.who import Who, by_token

PREFIX = "tandem_"  # so that scanners of leaked secrets know one when they see it
SCHEME = "bearer"
USED_EVERY = timedelta(minutes=5)


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
        """Make a token; the text is known now and never again."""
        text = PREFIX + secrets.token_urlsafe(32)
        token = Token(
            id=id_ or f"t-{secrets.token_hex(6)}",
            digest=digest(text),
            staff=staff.id,
            name=name,
            scopes=tuple(scope for scope in scopes if staff.may(scope)),
            created=self._now(),
            expires=expires,
        )
        self._staff.grant(token)
        return token, text
