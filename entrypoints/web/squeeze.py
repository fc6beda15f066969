"""Makes console pages and static files smaller on the wire.

Pages of participants stay as they are: they hold personal links, which must not be guessed from
how well a page squeezes. Those of the console hold no key: each form's seal is another one each
time, and no other site can ask for a page in silence with somebody's session (SameSite).
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SQUEEZED = ("/static/", "/console")
WORTH_IT = 1000  # bytes


class Squeeze:
    """Squeezes what may be, for browsers that say they can take it."""

    def __init__(self, app: ASGIApp) -> None:
        self._whole = app
        self._squeezed = GZipMiddleware(app, minimum_size=WORTH_IT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        may = scope["type"] == "http" and scope["path"].startswith(SQUEEZED)
        await (self._squeezed if may else self._whole)(scope, receive, send)
