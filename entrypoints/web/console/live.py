"""What lets a page of the console keep itself up to date (static/live.js)."""

import asyncio

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from domain.ports import Board
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


class Pulse:
    """Tells cheaply whether anything has changed, so that pages are fetched only then."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def feel(self, _request: Request) -> Response:
        """A mark that is another one as soon as there is something new to be seen."""
        return PlainTextResponse(await asyncio.to_thread(self._board.pulse))


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of the pulse."""
    add_page(app, "/console/pulse", Pulse(parts.store.board).feel)
