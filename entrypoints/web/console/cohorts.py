"""The cohorts: where everybody begins."""

import asyncio

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from domain.ports import Cohort
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.who import Who, who


class Cohorts:
    """Shows the cohorts that somebody sees."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """All cohorts of one's programs."""
        found = await asyncio.to_thread(self._mine, who(request))
        return self._frame.show(request, "console/cohorts.html", {"cohorts": found})

    def _mine(self, looking: Who) -> list[Cohort]:
        every = self._store.cohorts.list()
        return [cohort for cohort in every if looking.sees(cohort.program.program)]


async def home(request: Request) -> Response:
    """Begin where there is most to do."""
    acts = who(request).may("pairs.command")
    return RedirectResponse("/console/inbox" if acts else "/console/cohorts", 303)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the cohorts."""
    desk = Cohorts(parts)
    add_page(app, "/console", home)
    add_page(app, "/console/cohorts", desk.look)
