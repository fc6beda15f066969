"""A little OpenID provider for tests: real keys, real signatures, and every mistake on demand."""

import asyncio
import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from entrypoints.web.server import listen, serving

CLIENT, SECRET = "tandem", "a secret & more: +"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "first"})
NEXT = RSAKey.generate_key(2048, {"kid": "second"})
ADA = {
    "sub": "u-1",
    "name": "Ada Admin",
    "email": "ada@example.org",
    "email_verified": True,
}


@dataclass
class Idp:
    """The provider; `person` signs in next, `wrong` changes what its id token claims."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: dict(ADA))
    wrong: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    published: RSAKey = field(default_factory=lambda: KEY)
    thin: bool = False
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    begun: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slow: str = ""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def discovery(self, request: Request) -> Response:
        """What it tells of itself."""
        await self.note(request)
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return JSONResponse({**found, **self.said})

    async def jwks(self, request: Request) -> Response:
        """Its keys."""
        await self.note(request)
        return JSONResponse({"keys": [self.published.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """The person signs in at once, and is sent back."""
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(8)
        self.begun[code] = asked
        back = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    async def token(self, request: Request) -> Response:
        """Turn a code into tokens, once, for whoever began it."""
        await self.note(request)
        form = await request.form()
        asked = self.begun.pop(str(form.get("code")), None)
        challenge = sha256(str(form.get("code_verifier")).encode()).digest()
        fits = asked and asked["code_challenge"] == urlsafe_b64encode(challenge).decode()[:-1]
        ours = request.headers.get("authorization", "").startswith("Basic ")
        if not asked or not fits or not ours or form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"token_type": "Bearer", "access_token": "at", "id_token": self.id_token(asked)}
        )

    async def userinfo(self, request: Request) -> Response:
        """All about the person."""
        await self.note(request)
        return JSONResponse({**self.person, **self.wrong})

    def id_token(self, asked: dict[str, str]) -> str:
        """What the person is, signed."""
        person = {"sub": self.person["sub"]} if self.thin else self.person
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": self.now(),
            "exp": self.now() + timedelta(minutes=5),
            "nonce": asked["nonce"],
            **person,
            **self.wrong,
        }
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    async def note(self, request: Request) -> None:
        """Remember what was asked; one address may take for ever."""
        self.asked.append(request.url.path)
        if request.url.path == self.slow:
            await self.released.wait()


@asynccontextmanager
async def provider_of_tests() -> AsyncIterator[Idp]:
    """Run it on this machine."""
    idp, app, door = Idp(), FastAPI(), listen("127.0.0.1", 0)
    idp.issuer = f"http://127.0.0.1:{door.getsockname()[1]}"
    app.add_api_route("/.well-known/openid-configuration", idp.discovery)
    app.add_api_route("/jwks", idp.jwks)
    app.add_api_route("/authorize", idp.authorize)
    app.add_api_route("/token", idp.token, methods=["POST"])
    app.add_api_route("/userinfo", idp.userinfo)
    async with serving(app, door):
        yield idp
        idp.released.set()
