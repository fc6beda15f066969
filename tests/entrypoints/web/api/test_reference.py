"""The reference of the API: the OpenAPI document, and the page that people read."""

import re
from typing import Any

from domain.staff.model import SCOPES
from entrypoints.web.api.document import operations
from entrypoints.web.api.explained import codes
from entrypoints.web.policy import API
from tests.entrypoints.web.api.caller import BASE, Caller
from tests.entrypoints.web.stage import ADDRESS, Stage


async def read(stage: Stage) -> dict[str, Any]:
    """The document, as anybody gets it."""
    answer = await Caller(stage.app).gets("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


async def test_the_document_names_every_route_its_scope_and_whatever_may_come(
    stage: Stage,
) -> None:
    document = await read(stage)

    described = {(method.upper(), path) for path, method, _ in operations(document)}
    assert described == {name for name, rule in API.items() if rule.who == "token"}
    names = [one["operationId"] for _, _, one in operations(document)]
    assert len(names) == len(set(names))
    for path, method, one in operations(document):
        assert one["x-scope"] == API[method.upper(), path].permission
        assert {"401", "403", "429", "500", "503"} <= one["responses"].keys()
        assert ("404" in one["responses"]) == ("{" in path)
        assert one["summary"]
        assert not one["summary"].endswith(".")


async def test_names_and_places_are_fit_to_be_read(stage: Stage) -> None:
    document = await read(stage)

    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": ADDRESS}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for name, schema in document["components"]["schemas"].items():
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
        assert name.startswith("Cohort") or schema["description"], name


async def test_commands_are_told_apart_by_their_names(stage: Stage) -> None:
    document = await read(stage)

    body = document["paths"][f"{BASE}/mentorships/{{pair}}/commands"]["post"]["requestBody"]
    union = body["content"]["application/json"]["schema"]
    assert union["discriminator"]["propertyName"] == "command"
    assert set(union["discriminator"]["mapping"]) == {
        *("decide_episode", "pause", "resume", "extend", "end", "send_link")
    }


async def test_the_page_tells_all_of_it_and_its_links_lead_somewhere(stage: Stage) -> None:
    document = await read(stage)

    page = await Caller(stage.app).client.get("/api")

    assert page.status_code == 200
    html = page.text
    places = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= places
    assert {one["operationId"] for _, _, one in operations(document)} <= places
    assert all(f"<code>{scope}</code>" in html for scope in SCOPES)
    assert {f"problem-{one.code}" for one in codes()} <= places
    assert "style=" not in html
    assert "<script>" not in html


async def test_calls_on_the_page_can_be_copied(stage: Stage) -> None:
    html = (await Caller(stage.app).client.get("/api")).text

    assert f"curl -X DELETE -H &#34;Authorization: Bearer $TOKEN&#34; \\\n  {ADDRESS}" in html
    assert "-F program=@program.yaml" in html
    assert "Idempotency-Key: $(uuidgen)" in html
