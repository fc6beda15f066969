"""People: what they are a part of, over all cohorts that the token sees."""

import asyncio
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request
from starlette.responses import Response

from domain.errors import NotFound
from domain.readmodels.people import person_row
from domain.readmodels.rows import ParticipationRow, PersonRow
from entrypoints.web.api import cursor
from entrypoints.web.api.cursor import After, Limit
from entrypoints.web.api.routing import Page, Resource, cut, paged, shown
from entrypoints.web.parts import Parts
from entrypoints.web.who import who

OfCohort = Annotated[
    str,
    Query(
        pattern="^[a-z0-9-]*$",
        max_length=200,
        description="Only those of this cohort.",
        examples=["spring"],
    ),
]
Person = Annotated[
    str, Path(description="The id of the person.", examples=["N01"], max_length=200)
]


class PeoplePage(Page):
    """People by their ids."""

    items: tuple[PersonRow, ...]


class PersonShown(PersonRow):
    """Somebody with every mentorship of theirs."""

    mentorships: tuple[ParticipationRow, ...]


class Everybody:
    """Tells of people; only what belongs to the programs of the asker is told and counted."""

    def __init__(self, parts: Parts) -> None:
        self._people = parts.store.people

    async def page(
        self, request: Request, cohort: OfCohort = "", after: After = "", limit: Limit = 50
    ) -> Response:
        """List people. By their ids; what is counted is over all cohorts that the token sees."""
        (behind,) = cursor.read(after, str) or ("",)
        found = await asyncio.to_thread(
            self._people.page, str(behind), limit + 1, cohort, who(request).programs
        )
        rows, last = cut(found, limit)
        onwards = cursor.write(last.person) if last else None
        return paged(request, PeoplePage(items=tuple(rows), next=onwards))

    async def one(self, request: Request, person: Person) -> Response:
        """Show a person. With every mentorship that the token sees, oldest first."""
        rows = await asyncio.to_thread(self._people.participations, person, who(request).programs)
        if not rows:
            raise NotFound(f"There is nobody called {person}.")
        told = person_row(rows).model_dump()
        return shown(PersonShown(**told, mentorships=tuple(rows)))


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of people."""
    desk, people = Everybody(parts), Resource(app, "People")
    people.reads("/people", desk.page, PeoplePage, "listPeople")
    people.reads("/people/{person}", desk.one, PersonShown, "showPerson")
