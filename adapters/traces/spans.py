"""Spans as we make them: ids alone in their attributes, of an error its kind, never its words."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN,
    Link,
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    get_current_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bound_contextvars

W3C = TraceContextTextMapPropagator()
PARENT = "traceparent"
Known = Mapping[str, str | int | Sequence[str]]


@contextmanager
def span(
    tracer: Tracer,
    name: str,
    kind: SpanKind,
    known: Known,
    within: Sequence[str] = (),
) -> Iterator[Span]:
    """A span within the first of these parents, linked to the others; the log names its trace."""
    first, *others = within or ("",)
    contexts = [context_of(other) for other in others]
    with tracer.start_as_current_span(
        name,
        context_of(first),
        kind,
        dict(known),
        links=[Link(get_current_span(context).get_span_context()) for context in contexts],
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        trace = f"{made.get_span_context().trace_id:032x}"
        try:
            with bound_contextvars(trace=trace):
                yield made
        except BaseException as error:
            fail(made, type(error).__name__)
            raise


def fail(made: Span, kind: str) -> None:
    """Say of what kind the error was."""
    made.set_status(StatusCode.ERROR, kind)
    made.set_attribute("error.type", kind)


def context_of(parent: str) -> Context | None:
    """The context that a `traceparent` names; None (as it is) where it names none."""
    if not parent:
        return None
    context = W3C.extract({PARENT: parent}, Context())
    return None if get_current_span(context) is INVALID_SPAN else context


def parent() -> str:
    """The `traceparent` of what is under way; empty where nothing is."""
    carrier: dict[str, str] = {}
    W3C.inject(carrier)
    return carrier.get(PARENT, "")
