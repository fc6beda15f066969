"""Cohorts: check their files, launch them, see how they stand."""

import asyncio
from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import FastAPI, File, Form, Path, Request, UploadFile
from pydantic import Field
from starlette.responses import Response

from domain.cohort.model import Pair
from domain.mentorship.seen import seen_counts
from domain.model import Model
from domain.ports import Cohort
from domain.staff.answers import KeptAnswer
from entrypoints import rosters, uploads
from entrypoints.boards import late_in, overview
from entrypoints.launching import Launch, Roster, morning_of
from entrypoints.pairs.time import time_of
from entrypoints.web.api import cursor
from entrypoints.web.api.cursor import After, Limit
from entrypoints.web.api.once import Key, Once, digest
from entrypoints.web.api.routing import BASE, Page, Resource, cut, paged, shown
from entrypoints.web.gate import NotPermitted
from entrypoints.web.parts import Parts
from entrypoints.web.who import Who, who

Name = Annotated[
    str, Path(description="The name of the cohort.", examples=["spring"], max_length=200)
]
NewName = Annotated[
    str,
    Form(
        min_length=1,
        max_length=100,
        pattern="^[a-z0-9][a-z0-9-]*$",
        description="The name of the cohort: small letters, digits and hyphens.",
        examples=["spring"],
    ),
]
ProgramFile = Annotated[UploadFile, File(description="The rules of the program, YAML.")]
PeopleFile = Annotated[UploadFile, File(description="Everybody, CSV.")]
PairsFile = Annotated[UploadFile, File(description="The pairs, CSV.")]


class CohortBrief(Model):
    """One launch of a program."""

    name: Annotated[str, Field(examples=["spring"])]
    program: Annotated[str, Field(examples=["first-steps"])]
    version: Annotated[int, Field(description="Of the program.", examples=[1])]
    title: Annotated[str, Field(description="Of the program.", examples=["First steps"])]
    start: Annotated[datetime, Field(description="When its invitations go out.")]
    pairs: Annotated[int, Field(examples=[8])]


class CohortPage(Page):
    """Cohorts by their names."""

    items: tuple[CohortBrief, ...]


class CohortShown(CohortBrief):
    """A cohort and how far it is."""

    now: Annotated[datetime, Field(description="The time of the cohort; a rehearsal runs ahead.")]
    open: Annotated[int, Field(description="Pairs that are not closed yet.", examples=[7])]
    stages: Annotated[
        dict[str, int],
        Field(description="Those that have opened.", examples=[{"aligning": 2, "active": 5}]),
    ]
    at_risk: Annotated[int, Field(description="Health below 40.", examples=[1])]
    overdue: Annotated[int, Field(description="Should have acted, and did not.", examples=[0])]
    decisions: Annotated[int, Field(description="Cases in the inbox.", examples=[1])]


class CohortChecked(Model):
    """What the files of a cohort hold."""

    cohort: Annotated[str, Field(examples=["autumn"])]
    program: Annotated[str, Field(examples=["first-steps"])]
    version: Annotated[int, Field(examples=[1])]
    people: Annotated[int, Field(description="How many there are.", examples=[13])]
    pairs: Annotated[tuple[str, ...], Field(examples=[["autumn-N01-M01"]])]
    without_common_time: Annotated[
        tuple[str, ...],
        Field(description="Pairs without a common free hour; they are asked to agree on times."),
    ]


class CohortLaunched(Model):
    """What a launch did."""

    cohort: Annotated[str, Field(examples=["autumn"])]
    did: Annotated[
        Literal["started", "added", "waiting", "nothing"],
        Field(
            description="`added`: it ran already, and pairs that were missing start; `waiting`: it"
            " begins on a later day; `nothing`: it was launched before, and nothing is missing."
        ),
    ]
    start: datetime
    pairs: Annotated[int, Field(examples=[8])]
    missing: Annotated[
        tuple[str, ...],
        Field(description="The pairs that are starting.", examples=[["autumn-N01-M01"]]),
    ]


class Cohorts:
    """Tells of cohorts, and launches them."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._launch = parts.launch
        self._now = parts.now
        self._once = Once(parts)

    async def page(self, request: Request, after: After = "", limit: Limit = 50) -> Response:
        """List cohorts. By their names."""
        (behind,) = cursor.read(after, str) or ("",)
        found = await asyncio.to_thread(self._mine, who(request), str(behind))
        rows, last = cut(found[: limit + 1], limit)
        items = tuple(map(brief, rows))
        onwards = cursor.write(last.name) if last else None
        return paged(request, CohortPage(items=items, next=onwards))

    async def one(self, request: Request, cohort: Name) -> Response:
        """Show a cohort. How far it is; its pairs are a list of their own."""
        answers = who(request).may("answers.read")
        return shown(await asyncio.to_thread(self._one, cohort, answers=answers))

    async def check(
        self,
        request: Request,
        name: NewName,
        program: ProgramFile,
        people: PeopleFile,
        pairs: PairsFile,
    ) -> Response:
        """Check the files of a cohort. Nothing is started; every mistake is told at its line."""
        roster, _ = await self._read(request, name, program, people, pairs)
        lonely = await asyncio.to_thread(rosters.without_common_time, roster)
        return shown(checked(name, roster, lonely))

    async def launch(
        self,
        request: Request,
        key: Key,
        name: NewName,
        program: ProgramFile,
        people: PeopleFile,
        pairs: PairsFile,
        start: Annotated[
            date | None,
            Form(
                ge=date(2000, 1, 1),
                le=date(2100, 1, 1),
                description="The day on which invitations go out; without it, today.",
            ),
        ] = None,
    ) -> Response:
        """Launch a cohort. The files are checked first; with a mistake nothing is started.

        Its pairs open within seconds or, of a big cohort, minutes: look at the address in
        `Location`. The same cohort launched again starts only what is missing.
        """
        roster, asked = await self._read(request, name, program, people, pairs)
        day = morning_of(datetime.combine(start, time()), roster.program) if start else None

        async def work(_: str) -> KeptAnswer:
            done = await self._launch(name, roster, day)
            headers = {"Location": f"{BASE}/cohorts/{name}", "Content-Type": "application/json"}
            content = launched(done).model_dump_json()
            return KeptAnswer(status=202, headers=headers, content=content)

        return await self._once.answer(request, key, f"{asked} {start}", work)

    async def _read(
        self,
        request: Request,
        name: str,
        program: UploadFile,
        people: UploadFile,
        pairs: UploadFile,
    ) -> tuple[Roster, str]:
        """The roster that the files hold, and a digest of them."""
        kinds = {"program": program, "people": people, "pairs": pairs}
        files = {kind: await file.read() for kind, file in kinds.items()}
        roster = await asyncio.to_thread(uploads.read, name, files)
        if not who(request).sees(roster.program.program):
            raise NotPermitted(f"The program {roster.program.program} is none of yours.")
        return roster, digest(name, *(digest(file.hex()) for file in files.values()))

    def _mine(self, looking: Who, behind: str) -> list[Cohort]:
        every = self._store.cohorts.list()
        return [one for one in every if one.name > behind and looking.sees(one.program.program)]

    def _one(self, name: str, *, answers: bool) -> CohortShown:
        cohort, now = self._store.cohorts.get(name), self._now()
        counts = self._store.board.counts({name: late_in(cohort, now)})[name]
        numbers = overview(cohort, seen_counts(counts, answers=answers)).model_dump()
        same = {key: value for key, value in numbers.items() if key in CohortShown.model_fields}
        return CohortShown(now=time_of(cohort.clock, now), **same)


def brief(cohort: Cohort) -> CohortBrief:
    """A cohort in short."""
    return CohortBrief(
        name=cohort.name,
        program=cohort.program.program,
        version=cohort.program.version,
        title=cohort.program.title,
        start=cohort.start,
        pairs=cohort.pairs,
    )


def checked(cohort: str, roster: Roster, lonely: list[Pair]) -> CohortChecked:
    """What the files hold."""
    return CohortChecked(
        cohort=cohort,
        program=roster.program.program,
        version=roster.program.version,
        people=len(roster.people),
        pairs=tuple(pair.id for pair in roster.pairs),
        without_common_time=tuple(pair.id for pair in lonely),
    )


def launched(done: Launch) -> CohortLaunched:
    """What a launch did."""
    return CohortLaunched(
        cohort=done.cohort.name,
        did=done.step.value,
        start=done.cohort.start,
        pairs=done.cohort.pairs,
        missing=tuple(pair.id for pair in done.missing),
    )


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of cohorts."""
    desk, cohorts = Cohorts(parts), Resource(app, "Cohorts")
    cohorts.reads("/cohorts", desk.page, CohortPage, "listCohorts")
    cohorts.writes("/cohorts", desk.launch, CohortLaunched, "launchCohort", 202)
    cohorts.writes("/checks", desk.check, CohortChecked, "checkCohort")
    cohorts.reads("/cohorts/{cohort}", desk.one, CohortShown, "showCohort")
