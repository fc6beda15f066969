"""How far a launch has come: so many of its pairs have opened."""

import asyncio
from typing import Any

from fastapi import Request
from starlette.responses import Response

from entrypoints.boards import late_in
from entrypoints.launching import has_begun
from entrypoints.web.console.frame import Frame
from entrypoints.web.parts import Parts


class Opening:
    """Shows the progress of a launch, for as long as somebody wants to watch."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._frame = Frame(parts.secret)

    async def look(self, request: Request, cohort: str) -> Response:
        """The page that a launch leads to; it keeps itself up to date."""
        values = await asyncio.to_thread(self._values, cohort)
        return self._frame.show(request, "console/launch_progress.html", values)

    def _values(self, name: str) -> dict[str, Any]:
        store, now = self._parts.store, self._parts.now()
        cohort = store.cohorts.get(name)
        counts = store.board.counts({name: late_in(cohort, now)})[name]
        return {
            "cohort": cohort,
            "opened": counts.pairs - counts.unopened,
            "pairs": counts.pairs,
            "has_begun": has_begun(cohort, now),
        }
