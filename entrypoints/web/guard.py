"""What stands around every page: headers that keep browsers strict, and a limit of size."""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 262_144  # bytes; the longest agreement has a tenth of it
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


class TooLarge(Exception):
    """More came in than we take."""


class Guard:
    """Adds the headers to every answer, and refuses what is too large to be one of our forms."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless it is too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, _counted(receive), _with_headers(scope, send))
        except TooLarge:
            answer = PlainTextResponse("This is more than a form of ours holds.", 413)
            await answer(scope, receive, _with_headers(scope, send))


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise TooLarge
        return message

    return counted


def _with_headers(scope: Scope, send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            static = scope["path"].startswith("/static/")
            headers.setdefault("Cache-Control", CACHED if static else PRIVATE)
            if scope["scheme"] == "https":
                headers.setdefault(SECURE, ONE_YEAR)
        await send(message)

    return sending
