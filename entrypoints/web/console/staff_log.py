"""The staff log: who did what and when, in words."""

import asyncio
import re

from fastapi import FastAPI, Request
from starlette.responses import Response

from domain.staff.model import Deed
from entrypoints.vocabulary import plain
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page

PAGE = 50
VIA = {"console": "in the console", "api": "through the API", "cli": "on the command line"}
STATUSES = {
    "status 404": "there is nothing of that name",
    "status 409": "it was refused",
    "status 422": "something in the form was not right",
    "status 429": "it was tried too often",
    "status 503": "the program could not be reached",
}
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class StaffLog:
    """Pages back through the log."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """One page, of everybody or of one."""
        asked = request.query_params
        staff, before = asked.get("staff", ""), asked.get("before", "")
        found = await asyncio.to_thread(
            self._staff.deeds, int(before) if before.isdecimal() else None, PAGE + 1, staff
        )
        values = {
            "deeds": [line(deed) for deed in found[:PAGE]],
            "older": found[PAGE - 1].number if len(found) > PAGE else None,
            "newest": not before,
            "of": staff,
        }
        return self._frame.show(request, "console/staff_log.html", values)


def line(deed: Deed) -> dict[str, object]:
    """A line of the log as the page shows it."""
    return {"deed": deed, "via": VIA.get(deed.via, deed.via), "why": why(deed.outcome)}


def why(outcome: str) -> str:
    """Why something was not done, in words."""
    return STATUSES.get(outcome) or plain(CAMEL.sub(" ", outcome)).lower()


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of the log."""
    add_page(app, "/console/staff/log", StaffLog(parts).look)
