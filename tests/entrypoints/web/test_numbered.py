"""Every web request has an id: a proxy's where there is one in front, else one of ours."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.contextvars import get_contextvars

from entrypoints.web.numbered import Numbered
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import Visitor

GIVEN = "edge-0000-0042"


async def look(_request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(get_contextvars()["http_request"]))


async def asked(*, trusting: bool, given: str = "") -> Response:
    app = Numbered(Starlette(routes=[Route("/", look)]), trusting=trusting)
    headers = {"X-Request-ID": given} if given else {}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://tandem") as client:
        return await client.get("/", headers=headers)


async def test_the_log_and_the_answer_name_the_same_id() -> None:
    first, second = await asked(trusting=False), await asked(trusting=False)

    assert first.text == first.headers["X-Request-ID"] != second.text
    assert "http_request" not in get_contextvars()


async def test_a_proxy_in_front_names_requests_and_strangers_do_not() -> None:
    assert (await asked(trusting=True, given=GIVEN)).text == GIVEN
    assert (await asked(trusting=False, given=GIVEN)).text != GIVEN


@pytest.mark.parametrize("given", ["short", "x" * 65, "two words here", "line\tbreak"])
async def test_what_does_not_look_like_an_id_is_not_taken_over(given: str) -> None:
    answer = await asked(trusting=True, given=given)

    assert given not in answer.text
    assert answer.text == answer.headers["X-Request-ID"]


async def test_no_tracer_of_somebody_else_gets_to_see_a_personal_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", provider)

    with Stage(tmp_path / "installation").opened_for_visitors() as app:
        await Visitor(app).opens("/a/a-secret-token")

    assert exporter.get_finished_spans() == ()
