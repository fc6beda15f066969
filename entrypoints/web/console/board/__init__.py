"""The cohorts as a whole, and each as a board of its pairs."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from entrypoints.web.console.board.cohorts import Cohorts
from entrypoints.web.console.board.counting import Counting
from entrypoints.web.console.board.desk import BoardDesk
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.who import who


async def home(request: Request) -> Response:
    """Begin where there is most to do."""
    acts = who(request).may("pairs.command")
    return RedirectResponse("/console/inbox" if acts else "/console/cohorts", 303)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the cohorts and their boards."""
    counting = Counting(parts.store.board)
    add_page(app, "/console", home)
    add_page(app, "/console/cohorts", Cohorts(parts, counting).look)
    add_page(app, "/console/cohorts/{cohort}", BoardDesk(parts, counting).look)
