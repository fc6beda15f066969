"""Programs as they were launched."""

import asyncio
from itertools import groupby
from typing import Annotated

from fastapi import FastAPI, Path, Request
from pydantic import Field
from starlette.responses import Response

from domain.errors import NotFound
from domain.model import Model
from domain.ports import Cohort
from domain.program.model import Program
from entrypoints.web.api.routing import Resource, shown
from entrypoints.web.parts import Parts
from entrypoints.web.who import Who, who

Name = Annotated[
    str, Path(description="The name of the program.", examples=["first-steps"], max_length=200)
]


class ProgramBrief(Model):
    """A program with the cohorts that follow it."""

    program: Annotated[str, Field(examples=["first-steps"])]
    title: Annotated[str, Field(examples=["First steps"])]
    version: Annotated[int, Field(description="The newest one that was launched.", examples=[1])]
    cohorts: Annotated[tuple[str, ...], Field(examples=[["spring"]])]


class ProgramList(Model):
    """Every program that the token sees."""

    items: tuple[ProgramBrief, ...]


class ProgramShown(ProgramBrief):
    """A program with its rules, every default filled in."""

    rules: Program


class Programs:
    """Tells of programs; they are known by their cohorts."""

    def __init__(self, parts: Parts) -> None:
        self._cohorts = parts.store.cohorts

    async def all(self, request: Request) -> Response:
        """List programs. Those that were launched, by name; there are few, so in one page."""
        found = await asyncio.to_thread(self._mine, who(request))
        return shown(ProgramList(items=tuple(brief(cohorts) for cohorts in found.values())))

    async def one(self, request: Request, program: Name) -> Response:
        """Show a program. Its rules as they were launched last, every default filled in."""
        found = await asyncio.to_thread(self._mine, who(request))
        if program not in found:
            raise NotFound(f"There is no program {program}.")
        cohorts = found[program]
        told = brief(cohorts)
        rules = newest(cohorts).program
        return shown(ProgramShown(**told.model_dump(), rules=rules))

    def _mine(self, looking: Who) -> dict[str, list[Cohort]]:
        every = [one for one in self._cohorts.list() if looking.sees(one.program.program)]
        every.sort(key=lambda cohort: cohort.program.program)
        groups = groupby(every, lambda cohort: cohort.program.program)
        return {program: list(cohorts) for program, cohorts in groups}


def newest(cohorts: list[Cohort]) -> Cohort:
    """The cohort with the newest version of its program, the one that began last."""
    return max(cohorts, key=lambda cohort: (cohort.program.version, cohort.start))


def brief(cohorts: list[Cohort]) -> ProgramBrief:
    """A program in short."""
    rules = newest(cohorts).program
    return ProgramBrief(
        program=rules.program,
        title=rules.title,
        version=rules.version,
        cohorts=tuple(cohort.name for cohort in cohorts),
    )


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of programs."""
    desk, programs = Programs(parts), Resource(app, "Programs")
    programs.reads("/programs", desk.all, ProgramList, "listPrograms")
    programs.reads("/programs/{program}", desk.one, ProgramShown, "showProgram")
