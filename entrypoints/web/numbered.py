"""An id for every web request: in each line of the log that it causes, and in its answer."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

HEADER = "X-Request-ID"
SHAPE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Numbered:
    """Names each request; a name that a proxy of ours has given is kept (decisions/0021).

    `trusting`: only a proxy stands in front, so whoever names requests is ours.
    """

    def __init__(self, app: ASGIApp, *, trusting: bool) -> None:
        self._app = app
        self._trusting = trusting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = self._given(scope) or uuid4().hex

        async def naming(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        with bound_contextvars(http_request=name):
            await self._app(scope, receive, naming)

    def _given(self, scope: Scope) -> str:
        """The name that the proxy gave, if it has the shape of one."""
        given = Headers(scope=scope).get(HEADER, "") if self._trusting else ""
        return given if SHAPE.fullmatch(given) else ""
