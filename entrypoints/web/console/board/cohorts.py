"""All cohorts of one's programs, each in numbers."""

import asyncio

from fastapi import Request
from starlette.responses import Response

from domain.mentorship.seen import seen_counts
from entrypoints.boards import Overview, late_in, overview
from entrypoints.web.console.board.counting import Counting
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.who import Who, who


class Cohorts:
    """Shows the cohorts that somebody sees."""

    def __init__(self, parts: Parts, counting: Counting) -> None:
        self._parts = parts
        self._counting = counting
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """All cohorts of one's programs, the newest first; those that are over stand below."""
        looking = who(request)
        found = await asyncio.to_thread(self._mine, looking)
        values = {
            "going": [one for one in found if one.open],
            "over": [one for one in found if not one.open],
            "launches": looking.may("cohorts.launch"),
        }
        return self._frame.show(request, "console/cohorts.html", values)

    def _mine(self, looking: Who) -> list[Overview]:
        store, now = self._parts.store, self._parts.now()
        mine = [one for one in store.cohorts.list() if looking.sees(one.program.program)]
        counts = self._counting.counts({one.name: late_in(one, now) for one in mine})
        answers = looking.may("answers.read")
        found = [overview(one, seen_counts(counts[one.name], answers=answers)) for one in mine]
        return sorted(found, key=lambda one: one.start, reverse=True)
