"""What stands around every answer: headers that keep browsers strict, and a limit of size."""

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 262_144  # bytes; the longest agreement has a tenth of it
LIMIT = "tandem.limit"  # where a request keeps its limit
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
SECURE = "Strict-Transport-Security"
ONE_YEAR = "max-age=31536000"
PRIVATE = "no-store"
CACHED = "public, max-age=3600"


class TooLarge(HTTPException):
    """More comes in than we take here."""

    def __init__(self) -> None:
        super().__init__(413, "This is more than we take here.")


@dataclass
class Limit:
    """How many bytes a request may bring; it is looked at before more of them are read."""

    most: int = LARGEST
    seen: int = 0

    def count(self, more: int) -> None:
        """Count what came; raises `TooLarge`."""
        self.seen += more
        if self.seen > self.most:
            raise TooLarge


def allow(scope: Scope, most: int) -> None:
    """Let a request bring more, or less, than others."""
    scope[LIMIT].most = most


class Guard:
    """Adds the headers to every answer, and stops reading what is too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[LIMIT] = limit = Limit()
        await self._app(scope, _counted(receive, limit, _announced(scope)), _strict(scope, send))


def add_headers(scope: Scope, headers: MutableHeaders) -> None:
    """Add what keeps browsers strict, but where an answer has its own."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    static = scope["path"].startswith("/static/")
    headers.setdefault("Cache-Control", CACHED if static else PRIVATE)
    if scope["app"].state.https:
        headers.setdefault(SECURE, ONE_YEAR)


def guarded(scope: Scope, response: Response) -> Response:
    """The same answer with the headers, where it does not pass the guard."""
    add_headers(scope, response.headers)
    return response


def _announced(scope: Scope) -> int:
    """How much a request says that it brings."""
    said = Headers(scope=scope).get("content-length", "")
    return int(said) if said.isdecimal() else 0


def _counted(receive: Receive, limit: Limit, announced: int) -> Receive:
    async def counted() -> Message:
        if announced > limit.most:
            raise TooLarge
        message = await receive()
        limit.count(len(message.get("body", b"")))
        return message

    return counted


def _strict(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            add_headers(scope, MutableHeaders(scope=message))
        await send(message)

    return sending
