"""A span for each request to the pages and the API, named by its route and never by its path."""

from typing import Any

from opentelemetry.trace import Span, SpanKind, Tracer
from structlog.contextvars import get_contextvars

from adapters.traces.spans import PARENT, fail, span

QUIET = ("/healthz", "/live", "/ready")
"""Each process is asked these every few seconds; nobody follows that."""
BROKEN = 500


class TracedWeb:
    """An ASGI application in a span; `trusting` goes on with the trace of a proxy in front."""

    def __init__(self, app: Any, tracer: Tracer, *, trusting: bool) -> None:
        self._app = app
        self._tracer = tracer
        self._trusting = trusting

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or _quiet(scope["path"]):
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        known = {"http.request.method": method}
        if request := get_contextvars().get("http_request"):
            known["tandem.http_request"] = request
        with span(self._tracer, method, SpanKind.SERVER, known, self._within(scope)) as made:

            async def noting(message: Any) -> None:
                if message["type"] == "http.response.start":
                    _note(made, scope, message["status"])
                await send(message)

            await self._app(scope, receive, noting)

    def _within(self, scope: Any) -> list[str]:
        given = dict(scope["headers"]).get(PARENT.encode(), b"") if self._trusting else b""
        return [given.decode("ascii", "replace")]


def _quiet(path: str) -> bool:
    return path in QUIET or path.startswith("/static/")


def _note(made: Span, scope: Any, status: int) -> None:
    """By now the router has written into the scope which route it is."""
    if route := getattr(scope.get("route"), "path", ""):
        made.update_name(f"{scope['method']} {route}")
        made.set_attribute("http.route", route)
    made.set_attribute("http.response.status_code", status)
    if status >= BROKEN:
        fail(made, str(status))
