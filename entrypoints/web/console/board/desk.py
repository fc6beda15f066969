"""A cohort as a board: its pairs by stage, with their health and what each waits for."""

import asyncio
from typing import Any

from fastapi import Request
from starlette.responses import Response

from domain.mentorship.health import WEIGHTS
from domain.mentorship.seen import seen_counts, seen_row
from domain.ports import Cohort
from domain.readmodels.board import PAGE
from entrypoints.boards import late_in
from entrypoints.launching import has_begun
from entrypoints.pairs.time import time_of
from entrypoints.vocabulary import EVENTS, OUTCOMES, PARTS, SHORT_TRIGGERS, STAGES, plain
from entrypoints.web.console.board.asked import NOT_OPEN, Asked
from entrypoints.web.console.board.counting import Counting
from entrypoints.web.console.board.filters import filters, total
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts
from entrypoints.web.who import who

MOST = 2**31 - 1  # that a database counts to in a column of ours
WORDS: dict[str, Any] = {
    "OUTCOMES": OUTCOMES,
    "PARTS": PARTS,
    "STAGES": STAGES,
    "TRIGGERS": SHORT_TRIGGERS,
    "WEIGHTS": WEIGHTS,
    "event": lambda code: EVENTS.get(code, plain(code)),
}


class BoardDesk:
    """Shows the board of a cohort, page by page."""

    def __init__(self, parts: Parts, counting: Counting) -> None:
        self._parts = parts
        self._counting = counting
        self._frame = Frame(parts.secret)

    async def look(self, request: Request, cohort: str) -> Response:
        """The pairs that the address asks for."""
        looking = who(request)
        answers = looking.may("answers.read")
        asked = Asked.of(request.query_params, answers=answers)
        values = await asyncio.to_thread(self._values, cohort, asked, answers=answers)
        opens = looking.may("pairs.read")
        return self._frame.show(request, "console/board.html", {**values, **WORDS, "opens": opens})

    def _values(self, name: str, asked: Asked, *, answers: bool) -> dict[str, Any]:
        cohort = self._parts.store.cohorts.get(name)
        now = self._parts.now()
        late = late_in(cohort, now)
        counts = seen_counts(self._counting.counts({name: late})[name], answers=answers)
        if not counts.opened and not asked.chosen:
            asked = asked._replace(stage=NOT_OPEN)
        unopened = asked.stage == NOT_OPEN
        found = (
            self._waiting(cohort, asked)
            if unopened
            else self._opened(cohort, asked, answers=answers)
        )
        return {
            "cohort": cohort,
            "asked": asked,
            "filters": filters(asked, counts),
            "total": total(asked, counts),
            "late": late,
            "now": time_of(cohort.clock, now),
            "has_begun": has_begun(cohort, now),
            "rows": [],
            "waiting": [],
            "next": "",
            **found,
        }

    def _opened(self, cohort: Cohort, asked: Asked, *, answers: bool) -> dict[str, Any]:
        late = late_in(cohort, self._parts.now())
        page = self._parts.store.board.page(asked.query(cohort.name, late))
        rows = [seen_row(row, answers=answers) for row in page.rows]
        seen = asked.seen + len(rows)
        return {
            "rows": rows,
            "next": asked.link(after=page.end.text(), seen=seen) if page.end else "",
        }

    def _waiting(self, cohort: Cohort, asked: Asked) -> dict[str, Any]:
        """Pairs that have no facts yet, in the order of their files."""
        after = int(asked.after) if asked.after.isascii() and asked.after.isdigit() else 0
        found = self._parts.store.cohorts.unopened(cohort.name, min(after, MOST), PAGE + 1)
        shown, seen = found[:PAGE], asked.seen + PAGE
        more = len(found) > PAGE
        following = asked.link(after=str(shown[-1][0]), seen=seen) if more else ""
        return {"waiting": [pair for _, pair in shown], "next": following}
