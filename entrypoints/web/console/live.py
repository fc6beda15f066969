"""What lets a page of the console keep itself up to date (static/live.js)."""

import asyncio
import hashlib

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from domain.ports import Board
from domain.webhooks.ports import Webhooks
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.who import who


class Pulse:
    """Tells cheaply whether anything has changed, so that pages are fetched only then."""

    def __init__(self, board: Board, webhooks: Webhooks) -> None:
        self._board = board
        self._webhooks = webhooks

    async def feel(self, request: Request) -> Response:
        """A mark that is another one as soon as there is something new to be seen."""
        mark = await asyncio.to_thread(self._board.pulse)
        if "webhooks" in request.query_params and who(request).may("webhooks.manage"):
            mark += await asyncio.to_thread(self._of_webhooks)
        return PlainTextResponse(mark)

    def _of_webhooks(self) -> str:
        """Another one as soon as a subscription has come further, or was changed."""
        told = "".join(one.model_dump_json() for one in self._webhooks.list())
        return f".{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of the pulse."""
    add_page(app, "/console/pulse", Pulse(parts.store.board, parts.store.webhooks).feel)
