"""An organisation's own sign-in: OpenID Connect, authorization code with PKCE.

Everything that comes from there is checked: who signed it, for whom, when, and for which try.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from domain.errors import TandemError

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email profile"
PATIENCE = 10.0  # seconds for all that is asked of the provider at one step
FRESH = timedelta(hours=1)
"""How long what the provider tells of itself is believed."""
LEEWAY = 60  # seconds by which clocks may differ
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
"""Ways of signing that need the provider's own key; never `none`, never our shared secret."""


class ProviderUnreachable(TandemError):
    """The organisation's sign-in does not answer as it should."""

    code = "provider_unreachable"


class NotProven(TandemError):
    """What came from the organisation's sign-in does not prove who somebody is."""

    code = "not_proven"


@dataclass(frozen=True)
class Attempt:
    """One try of somebody to sign in; only their browser and we know all of it."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as the provider has proven; `subject` never changes, all else may."""

    subject: str
    email: str
    verified: bool
    name: str
    claims: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Client:
    """What the provider knows us by."""

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    patience: float = PATIENCE


class Provider:
    """Sends people to their organisation's sign-in, and reads who came back."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._read: datetime | None = None

    async def address(self, attempt: Attempt, back: str, now: datetime) -> str:
        """Where to send somebody who wants to sign in; raises `ProviderUnreachable`."""
        async with asking(self._client) as http:
            metadata = await self._discovered(http, now)
        return str(
            prepare_grant_uri(
                metadata["authorization_endpoint"],
                client_id=self._client.client_id,
                response_type="code",
                redirect_uri=back,
                scope=SCOPE,
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    async def identity(self, attempt: Attempt, code: str, back: str, now: datetime) -> Identity:
        """Who came back with a code; raises `ProviderUnreachable` or `NotProven`."""
        async with asking(self._client) as http:
            metadata = await self._discovered(http, now)
            tokens = await self._redeem(http, metadata, attempt, code, back)
            claims = await self._claims(http, metadata, tokens, attempt, now)
            claims = await self._completed(http, metadata, tokens, claims)
        return Identity(
            subject=f"{claims['iss']}|{claims['sub']}",
            email=str(claims.get("email") or ""),
            verified=claims.get("email_verified") is True,
            name=str(claims.get("name") or ""),
            claims=claims,
        )

    async def _discovered(self, http: httpx.AsyncClient, now: datetime) -> dict[str, Any]:
        """What the provider tells of itself; it must be the one that we were told."""
        if self._read is not None and now - self._read < FRESH:
            return self._metadata
        base = self._client.issuer.rstrip("/")
        found = told(await http.get(base + DISCOVERY))
        if str(found.get("issuer", "")).rstrip("/") != base:
            raise ProviderUnreachable(f"{base} says that it is {found.get('issuer')}.")
        self._metadata, self._keys, self._read = found, {}, now
        return found

    async def _redeem(
        self,
        http: httpx.AsyncClient,
        metadata: dict[str, Any],
        attempt: Attempt,
        code: str,
        back: str,
    ) -> dict[str, Any]:
        """Turn a code into tokens; only whoever began this try has its verifier."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        auth, more = self._credentials(metadata)
        answer = await http.post(metadata["token_endpoint"], data={**form, **more}, auth=auth)
        if answer.is_client_error:
            raise NotProven(f"The provider refused the code: {answer.text[:200]}")
        return told(answer)

    def _credentials(self, metadata: dict[str, Any]) -> tuple[httpx.Auth, dict[str, str]]:
        """How we prove ourselves: in the header if the provider takes that, else in the form."""
        client = self._client
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if client.secret and "client_secret_basic" in ways:
            return httpx.BasicAuth(client.client_id, client.secret), {}
        known = {"client_id": client.client_id}
        return httpx.Auth(), {**known, "client_secret": client.secret} if client.secret else known

    async def _claims(
        self,
        http: httpx.AsyncClient,
        metadata: dict[str, Any],
        tokens: dict[str, Any],
        attempt: Attempt,
        now: datetime,
    ) -> dict[str, Any]:
        """What the id token says, once everything about it is right."""
        try:
            token = await self._decoded(http, metadata, str(tokens.get("id_token", "")))
            options = {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self._client.client_id},
                "nonce": {"essential": True, "value": attempt.nonce},
            }
            params = {
                "nonce": attempt.nonce,
                "client_id": self._client.client_id,
                "access_token": tokens.get("access_token"),
            }
            found = CodeIDToken(token.claims, token.header, options, params)
            found.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise NotProven(f"The id token is not right: {error}") from error
        return dict(token.claims)

    async def _decoded(
        self, http: httpx.AsyncClient, metadata: dict[str, Any], token: str
    ) -> jwt.Token:
        """Check the signature; a key that we do not know yet may be a new one."""
        said = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=sorted(SIGNED_BY & set(said)), strict_check_header=False)
        try:
            return jwt.decode(token, await self._key_set(http, metadata), registry=registry)
        except InvalidKeyIdError:
            self._keys = {}
            return jwt.decode(token, await self._key_set(http, metadata), registry=registry)

    async def _key_set(self, http: httpx.AsyncClient, metadata: dict[str, Any]) -> KeySet:
        if not self._keys:
            self._keys = told(await http.get(metadata["jwks_uri"]))
        return KeySet.import_key_set(self._keys)  # type: ignore[arg-type]  # it checks them itself

    async def _completed(
        self,
        http: httpx.AsyncClient,
        metadata: dict[str, Any],
        tokens: dict[str, Any],
        claims: dict[str, Any],
    ) -> dict[str, Any]:
        """The same with what some providers tell only when asked once more."""
        where, token = metadata.get("userinfo_endpoint"), tokens.get("access_token")
        if "email" in claims or not where or not token:
            return claims
        more = told(await http.get(where, headers={"Authorization": f"Bearer {token}"}))
        if more.get("sub") != claims["sub"]:
            raise NotProven("The provider tells of somebody else than it has signed in.")
        return {**more, **claims}


@asynccontextmanager
async def asking(client: Client) -> AsyncIterator[httpx.AsyncClient]:
    """A connection to the provider for one step: nothing that fails there fails in here."""
    try:
        async with (
            asyncio.timeout(client.patience),
            httpx.AsyncClient(timeout=client.patience, trust_env=False) as http,
        ):
            yield http
    except TimeoutError as late:
        raise ProviderUnreachable(f"{client.issuer} takes too long to answer.") from late
    except (httpx.HTTPError, httpx.InvalidURL, KeyError) as error:
        said = str(error) or type(error).__name__
        raise ProviderUnreachable(
            f"{client.issuer} does not answer as it should: {said}"
        ) from error


def told(answer: httpx.Response) -> dict[str, Any]:
    """What an answer of the provider says; raises `ProviderUnreachable`."""
    try:
        found = answer.raise_for_status().json()
    except (httpx.HTTPStatusError, ValueError) as error:
        raise ProviderUnreachable(f"{answer.url.host} answers {answer.status_code}.") from error
    if not isinstance(found, dict):
        raise ProviderUnreachable(f"{answer.url.host} answers with no object.")
    return found
