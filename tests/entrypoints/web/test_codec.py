"""Temporal's own pages and its command line read through us, for whom the staff's rights let."""

from http import HTTPStatus

import pytest
from google.protobuf import json_format
from httpx import Response
from temporalio.api.common.v1 import Payload, Payloads

from adapters.keys.ring import KeyRing, new_key
from adapters.temporal.codec import KEY_ID, Cipher
from domain.staff.model import ROLES, Role
from entrypoints.web.codec import origins_of
from tests.entrypoints.web.stage import KEYS, TEMPORAL, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in, token_for

DECODE, ENCODE = "/api/temporal/decode", "/api/temporal/encode"
GOAL = Payload(metadata={"encoding": b"json/plain"}, data=b'"to speak before a hundred people"')
STRANGE = Cipher(KeyRing.read(new_key("lost"))).encrypted(GOAL)
KEPT = Cipher(KEYS).encrypted(GOAL)


async def asks(visitor: Visitor, path: str, *payloads: Payload, **headers: str) -> Response:
    """Ask as Temporal's pages do."""
    body = json_format.MessageToJson(Payloads(payloads=payloads))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await visitor.client.post(
        path, content=body, headers={"Content-Type": "application/json", **named}
    )


def read(answer: Response) -> list[Payload]:
    return list(json_format.Parse(answer.text, Payloads()).payloads)


async def test_the_command_line_reads_with_a_token_and_writes_with_it(
    visitor: Visitor, stage: Stage
) -> None:
    token = token_for(stage, await signed_in(visitor, stage, "ops"), "record.read")
    visitor.client.cookies.clear()

    answer = await asks(visitor, DECODE, KEPT, GOAL, Authorization=f"Bearer {token}")
    assert read(answer) == [GOAL, GOAL]
    (sent,) = read(await asks(visitor, ENCODE, GOAL, Authorization=f"Bearer {token}"))
    assert Cipher(KEYS).decrypted(sent) == GOAL


async def test_what_has_another_key_stays_as_it_is_beside_what_can_be_read(
    visitor: Visitor, stage: Stage
) -> None:
    token = token_for(stage, await signed_in(visitor, stage, "ops"))

    answer = await asks(visitor, DECODE, STRANGE, KEPT, Authorization=f"Bearer {token}")

    assert read(answer) == [STRANGE, GOAL]
    assert STRANGE.metadata[KEY_ID] == b"lost"


@pytest.mark.parametrize("role", ROLES)
async def test_temporals_pages_read_with_the_session_of_whoever_may_read_the_record(
    visitor: Visitor, stage: Stage, role: Role
) -> None:
    await signed_in(visitor, stage, role)

    answer = await asks(visitor, DECODE, KEPT, Origin=TEMPORAL, Sec_Fetch_Site="same-site")

    assert answer.headers["access-control-allow-origin"] == TEMPORAL
    assert answer.headers["access-control-allow-credentials"] == "true"
    if role in ("admin", "ops"):
        assert read(answer) == [GOAL]
    else:
        assert answer.status_code == HTTPStatus.FORBIDDEN


async def test_a_stranger_reads_nothing_and_temporals_pages_are_told_why(visitor: Visitor) -> None:
    answer = await asks(visitor, DECODE, KEPT, Origin=TEMPORAL)

    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["access-control-allow-origin"] == TEMPORAL
    assert answer.json()["code"] == "token_needed"


@pytest.mark.parametrize("origin", ["https://elsewhere.example.org", f"{TEMPORAL}.evil.org"])
async def test_pages_of_other_sites_read_nothing_with_anybodys_session(
    visitor: Visitor, stage: Stage, origin: str
) -> None:
    await signed_in(visitor, stage, "admin")
    for site in ("cross-site", "same-site"):
        answer = await asks(visitor, DECODE, KEPT, Origin=origin, Sec_Fetch_Site=site)
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "access-control-allow-origin" not in answer.headers


async def asked_before(visitor: Visitor, path: str, origin: str) -> Response:
    """What a browser asks before it lets a page of another origin ask."""
    wish = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-namespace",
    }
    return await visitor.client.options(path, headers=wish)


async def test_a_browser_is_told_that_temporals_pages_may_ask_and_only_here(
    visitor: Visitor,
) -> None:
    allowed = await asked_before(visitor, DECODE, TEMPORAL)
    assert allowed.status_code == HTTPStatus.OK
    assert allowed.headers["access-control-allow-origin"] == TEMPORAL

    for path, origin in ((DECODE, "https://elsewhere.example.org"), ("/api/v1/record", TEMPORAL)):
        refused = await asked_before(visitor, path, origin)
        assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("body", ["", "7", '{"payloads": 1}', b"\xff"])
async def test_what_is_no_list_of_payloads_is_refused(
    visitor: Visitor, stage: Stage, body: str | bytes
) -> None:
    token = token_for(stage, await signed_in(visitor, stage, "admin"))
    headers = {"Authorization": f"Bearer {token}"}

    answer = await visitor.client.post(DECODE, content=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


def test_temporals_pages_on_this_machine_have_two_names() -> None:
    assert origins_of(None) == ()
    assert origins_of("https://temporal.example.org/ui") == (TEMPORAL,)
    assert origins_of("http://localhost:8233") == (
        "http://127.0.0.1:8233",
        "http://localhost:8233",
    )
