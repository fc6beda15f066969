"""From files to a running cohort: nothing is started before somebody has seen what it will do.

Between the check and the launch the files travel in the page itself, so that nothing of them is
kept of a launch that nobody makes. They are read and checked anew when they come back.
"""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from domain.cohort.model import is_cohort_name
from domain.errors import CohortConflict, NotFound
from domain.problems import BadInput
from entrypoints import uploads
from entrypoints.launching import Roster, morning_of
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.launch.mistakes import mistakes
from entrypoints.web.console.launch.preview import preview
from entrypoints.web.parts import Parts
from entrypoints.web.typed import Typed, Unclear
from entrypoints.web.who import Who, who

LABELS = {
    "name": "Name of the cohort",
    "start": "First day",
    "program": "Program",
    "people": "People",
    "pairs": "Pairs",
}
KINDS = ("program", "people", "pairs")
LONGEST_NAME = 60
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
TAKEN = "A cohort of this name was launched with another program. Choose another name."


class Wish(NamedTuple):
    """A launch that somebody wants."""

    name: str
    start: date | None
    roster: Roster

    @property
    def moment(self) -> datetime | None:
        """When it is to begin; None for at once."""
        if self.start is None:
            return None
        return morning_of(datetime.combine(self.start, time()), self.roster.program)


class LaunchDesk:
    """Takes the files of a cohort, shows what will come of them, and launches."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._frame = Frame(parts.secret)

    async def ask(self, request: Request) -> Response:
        """The form for the files."""
        return self._form(request, Typed())

    async def check(self, request: Request) -> Response:
        """Read the files: every mistake at its line, or what the launch would do."""
        form = await request.form()
        sent = {kind: file for kind in KINDS if isinstance(file := form.get(kind), UploadFile)}
        files = {kind: await file.read() for kind, file in sent.items() if file.filename}
        names = {kind: file.filename or "" for kind, file in sent.items()}
        await form.close()
        return await self._answer(request, files, names)

    async def start(self, request: Request) -> Response:
        """Launch what was shown; pressed twice or sent again it starts only what is missing."""
        typed: Typed = request.state.typed
        texts = {kind: next(iter(typed.every(kind)), "").encode() for kind in KINDS}
        names = {kind: typed.get(f"{kind}-name") for kind in KINDS}
        return await self._answer(request, texts, names, launches=True)

    async def _answer(
        self,
        request: Request,
        files: Mapping[str, bytes],
        names: Mapping[str, str],
        *,
        launches: bool = False,
    ) -> Response:
        typed: Typed = request.state.typed
        try:
            wish = await asyncio.to_thread(self._wish, typed, files, names, who(request))
            if not launches:
                return await self._preview(request, wish, files, names)
            await self._parts.launch(wish.name, wish.roster, wish.moment)
        except Unclear as error:
            return self._form(request, typed.but(error.problems), 422)
        except CohortConflict:
            return self._form(request, typed.but({"name": TAKEN}), 422)
        except BadInput as error:
            found = mistakes(error.problems, files, names)
            return self._form(request, typed, 422, mistakes=found)
        return RedirectResponse(f"/console/launch/{wish.name}", 303)

    async def _preview(
        self,
        request: Request,
        wish: Wish,
        files: Mapping[str, bytes],
        names: Mapping[str, str],
    ) -> Response:
        begin = wish.moment or self._parts.now()
        shown = await asyncio.to_thread(
            preview, self._parts.store, wish.name, wish.roster, begin, who(request).programs
        )
        texts = {kind: content.decode("utf-8-sig") for kind, content in files.items()}
        values = {"wish": wish, "shown": shown, "texts": texts, "names": names}
        return self._frame.show(
            request, "console/launch_preview.html", values, typed=request.state.typed
        )

    def _wish(
        self, typed: Typed, files: Mapping[str, bytes], names: Mapping[str, str], looking: Who
    ) -> Wish:
        """What is wanted; raises `Unclear` and `BadInput` with all that is wrong."""
        name, problems = typed.get("name"), {}
        if complaint := _wrong_name(name):
            problems["name"] = complaint
        start = _day(typed.get("start"), problems)
        problems |= {kind: "Please choose this file." for kind in KINDS if not files.get(kind)}
        if problems:
            raise Unclear(problems)
        roster = uploads.read(name, files, names)
        program = roster.program.program
        if not looking.sees(program):
            said = (
                f"The program {program} is none of yours; whoever administers Tandem can add it."
            )
            raise Unclear({"program": said})
        if not self._is_free(name, roster):
            raise Unclear({"name": TAKEN})
        return Wish(name, start, roster)

    def _is_free(self, name: str, roster: Roster) -> bool:
        """Whether nobody has the name, or the same program has it already."""
        try:
            return self._parts.store.cohorts.get(name).program == roster.program
        except NotFound:
            return True

    def _form(self, request: Request, typed: Typed, status: int = 200, **values: Any) -> Response:
        shown = {"labels": LABELS, "mistakes": None, "kinds": KINDS, **values}
        return self._frame.show(request, "console/launch.html", shown, status, typed=typed)


def _wrong_name(name: str) -> str:
    if not name:
        return "Please fill this in."
    if not is_cohort_name(name):
        return "It has small letters, digits and hyphens only, as in spring-2027."
    return "It is too long." if len(name) > LONGEST_NAME else ""


def _day(text: str, problems: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems["start"] = "This is no date, as in 2027-03-01."
        return None
    if not FIRST <= day <= LAST:
        problems["start"] = "This day is too far away."
    return day
