"""HEAD below /api: the same as GET, without the body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrypoints.web.api.problems import ROOT


class Heads:
    """Lets every GET of the API answer to HEAD too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the whole, and send the head of it."""
        head = scope["type"] == "http" and scope["method"] == "HEAD"
        if not head or not scope["path"].startswith(ROOT):
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if body else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)
