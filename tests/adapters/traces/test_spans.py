"""Spans hold ids; of what went wrong they tell the kind and never the words."""

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import get_contextvars

from adapters.mail.samples import samples
from adapters.traces.ports import TracedMailer
from adapters.traces.spans import span
from adapters.traces.web import TracedWeb
from domain.errors import RecipientRefused

FIRST = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SECOND = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Seen:
    """A tracer, and what came of it."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer: Tracer = provider.get_tracer("tests")

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()


@pytest.fixture
def seen() -> Seen:
    return Seen()


def test_what_carries_out_several_requests_belongs_to_the_first_and_links_the_others(
    seen: Seen,
) -> None:
    with span(seen.tracer, "record", SpanKind.SERVER, {}, [FIRST, SECOND]):
        assert get_contextvars()["trace"] == FIRST[3:35]

    (made,) = seen.spans
    assert made.parent is not None
    assert f"{made.parent.span_id:016x}" == FIRST[36:52]
    assert [f"{link.context.trace_id:032x}" for link in made.links] == [SECOND[3:35]]


@pytest.mark.parametrize("given", ["", "00-xyz", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_trace_that_is_none_begins_a_new_one(seen: Seen, given: str) -> None:
    with span(seen.tracer, "record", SpanKind.SERVER, {}, [given]):
        pass

    assert seen.spans[0].parent is None


async def test_a_letter_that_is_refused_is_an_error_without_its_words(seen: Seen) -> None:
    class Refusing:
        async def send(self, message: object) -> None:
            raise RecipientRefused("ana@example.org is unknown here")

    with pytest.raises(RecipientRefused):
        await TracedMailer(Refusing(), seen.tracer).send(next(iter(samples("review"))))

    (made,) = seen.spans
    assert (made.name, made.status.status_code) == ("send review", StatusCode.ERROR)
    assert made.events == ()
    assert "ana@example.org" not in made.to_json()


async def test_a_page_that_breaks_is_told_from_one_that_is_not_there(seen: Seen) -> None:
    async def nothing() -> Message:
        raise AssertionError

    for status in (404, 500):

        async def answer(scope: Scope, receive: Receive, send: Send, status: int = status) -> None:
            await send({"type": "http.response.start", "status": status, "headers": []})

        async def away(message: Message) -> None:
            """Take it."""

        scope = {"type": "http", "path": "/a/secret-token", "method": "GET", "headers": []}
        await TracedWeb(answer, seen.tracer, trusting=False)(scope, nothing, away)

    assert [made.name for made in seen.spans] == ["GET", "GET"]
    assert [made.status.status_code for made in seen.spans] == [StatusCode.UNSET, StatusCode.ERROR]
    assert not any("secret-token" in made.to_json() for made in seen.spans)


@pytest.mark.parametrize("path", ["/static/page.css", "/healthz", "/live", "/ready"])
async def test_what_is_asked_all_the_time_makes_no_spans(seen: Seen, path: str) -> None:
    asked: list[str] = []

    async def answer(scope: Scope, _receive: Receive, _send: Send) -> None:
        asked.append(scope["path"])

    request = {"type": "http", "path": path, "method": "GET", "headers": []}
    await TracedWeb(answer, seen.tracer, trusting=False)(request, None, None)

    assert (asked, seen.spans) == ([path], ())
