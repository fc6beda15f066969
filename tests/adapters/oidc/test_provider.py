"""The organisation's sign-in: who is proven, and everything that proves nobody."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from adapters.oidc.provider import (
    Attempt,
    Client,
    Identity,
    NotProven,
    Provider,
    ProviderUnreachable,
)
from entrypoints.web.server import listen
from tests.adapters.oidc.idp import ANOTHER, CLIENT, NEXT, SECRET, Idp, provider_of_tests

BACK = "http://localhost:8080/sign-in/organisation/back"
ATTEMPT = Attempt("the state", "the nonce", "a verifier that is long enough to be one, surely")


@pytest.fixture
async def idp() -> AsyncIterator[Idp]:
    async with provider_of_tests() as found:
        yield found


def provider_at(idp: Idp, **more: Any) -> Provider:
    return Provider(Client(idp.issuer, CLIENT, SECRET, **more))


async def code_of(provider: Provider, idp: Idp, attempt: Attempt = ATTEMPT) -> str:
    """Somebody goes there and comes back with a code."""
    where = await provider.address(attempt, BACK, idp.now())
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(where)
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == BACK
    assert parse_qs(location.query)["state"] == [attempt.state]
    return parse_qs(location.query)["code"][0]


async def proven(provider: Provider, idp: Idp, attempt: Attempt = ATTEMPT) -> Identity:
    code = await code_of(provider, idp)
    return await provider.identity(attempt, code, BACK, idp.now())


async def test_somebody_is_who_the_provider_says(idp: Idp) -> None:
    found = await proven(provider_at(idp), idp)

    assert found.subject == f"{idp.issuer}|u-1"
    assert (found.name, found.email, found.verified) == ("Ada Admin", "ada@example.org", True)


async def test_what_the_id_token_leaves_out_is_asked_for(idp: Idp) -> None:
    idp.thin = True

    found = await proven(provider_at(idp), idp)

    assert (found.email, found.verified) == ("ada@example.org", True)
    assert idp.asked[-1] == "/userinfo"


async def test_what_is_told_of_somebody_else_is_not_taken(
    idp: Idp, monkeypatch: pytest.MonkeyPatch
) -> None:
    idp.thin, usual = True, idp.id_token

    def then_another_comes(asked: dict[str, str]) -> str:
        token = usual(asked)
        idp.person["sub"] = "u-2"
        return token

    monkeypatch.setattr(idp, "id_token", then_another_comes)

    with pytest.raises(NotProven, match="somebody else"):
        await proven(provider_at(idp), idp)


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another try"},
        {"nonce": None},
        {"aud": "another application"},
        {"aud": "another application", "azp": CLIENT},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example"},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"iat": datetime(2050, 1, 1, tzinfo=UTC)},
        {"sub": None},
    ],
)
async def test_an_id_token_with_anything_wrong_proves_nobody(
    idp: Idp, wrong: dict[str, Any]
) -> None:
    idp.wrong = wrong

    with pytest.raises(NotProven, match="id token"):
        await proven(provider_at(idp), idp)


async def test_a_signature_by_another_key_proves_nobody(idp: Idp) -> None:
    idp.key = ANOTHER

    with pytest.raises(NotProven, match="id token"):
        await proven(provider_at(idp), idp)


@pytest.mark.parametrize("alg", ["HS256", "none"])
async def test_a_signature_without_the_providers_key_proves_nobody(
    idp: Idp, monkeypatch: pytest.MonkeyPatch, alg: str
) -> None:
    def forged(asked: dict[str, str]) -> str:
        now = int(idp.now().timestamp())
        claims = {"iss": idp.issuer, "aud": CLIENT, "sub": "u-1", "nonce": asked["nonce"]}
        said = {**claims, "iat": now, "exp": now + 300}
        parts = ".".join(encoded(part) for part in ({"alg": alg, "kid": "first"}, said))
        signed = hmac.digest(SECRET.encode(), parts.encode(), "sha256") if alg == "HS256" else b""
        return f"{parts}.{bare(signed)}"

    monkeypatch.setattr(idp, "id_token", forged)

    with pytest.raises(NotProven, match="id token"):
        await proven(provider_at(idp), idp)


def encoded(part: dict[str, Any]) -> str:
    return bare(json.dumps(part).encode())


def bare(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


async def test_a_new_key_of_the_provider_is_fetched(idp: Idp) -> None:
    provider = provider_at(idp)
    await proven(provider, idp)
    await proven(provider, idp)
    assert idp.asked.count("/jwks") == 1

    idp.key = idp.published = NEXT

    assert (await proven(provider, idp)).name == "Ada Admin"
    assert idp.asked.count("/jwks") == 2
    assert idp.asked.count("/.well-known/openid-configuration") == 1


async def test_what_the_provider_tells_of_itself_is_read_again_after_an_hour(idp: Idp) -> None:
    provider = provider_at(idp)
    await provider.address(ATTEMPT, BACK, idp.now())

    await provider.address(ATTEMPT, BACK, idp.now() + timedelta(hours=1))

    assert idp.asked.count("/.well-known/openid-configuration") == 2


async def test_only_who_began_has_what_redeems_the_code(idp: Idp) -> None:
    provider = provider_at(idp)

    with pytest.raises(NotProven, match="refused the code"):
        await proven(provider, idp, replace(ATTEMPT, verifier="another one"))


async def test_a_code_counts_once(idp: Idp) -> None:
    provider = provider_at(idp)
    code = await code_of(provider, idp)
    await provider.identity(ATTEMPT, code, BACK, idp.now())

    with pytest.raises(NotProven, match="refused the code"):
        await provider.identity(ATTEMPT, code, BACK, idp.now())


async def test_a_provider_that_is_another_one_is_not_believed(idp: Idp) -> None:
    idp.said = {"issuer": "https://evil.example"}

    with pytest.raises(ProviderUnreachable, match=r"says that it is https://evil\.example"):
        await provider_at(idp).address(ATTEMPT, BACK, idp.now())


async def test_a_provider_that_is_down_is_said_to_be(idp: Idp) -> None:
    with closing(listen("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]

    with pytest.raises(ProviderUnreachable, match="does not answer"):
        await Provider(Client(f"http://127.0.0.1:{port}", CLIENT)).address(
            ATTEMPT, BACK, idp.now()
        )


@pytest.mark.parametrize("where", ["/.well-known/openid-configuration", "/token", "/jwks"])
async def test_a_provider_that_never_answers_holds_nobody_up(idp: Idp, where: str) -> None:
    provider = provider_at(idp, patience=0.5)
    idp.slow = where

    with pytest.raises(ProviderUnreachable, match=r"takes too long|does not answer"):
        await proven(provider, idp)


async def test_a_provider_that_answers_nonsense_is_not_believed(idp: Idp) -> None:
    idp.said = {"token_endpoint": f"{idp.issuer}/nowhere", "jwks_uri": f"{idp.issuer}/nowhere"}
    with pytest.raises(NotProven, match="refused the code"):
        await proven(provider_at(idp), idp)

    provider = Provider(Client(f"{idp.issuer}/nowhere", CLIENT))
    with pytest.raises(ProviderUnreachable, match="answers 404"):
        await provider.address(ATTEMPT, BACK, idp.now())
