"""The inbox: stalled pairs that need a human."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Query, Request
from pydantic import Field
from starlette.responses import Response

from domain.model import Model
from domain.readmodels.cases import CaseRow, Place, Wanted
from entrypoints.web.api import cursor
from entrypoints.web.api.cursor import After, CursorUnreadable, Limit
from entrypoints.web.api.people import OfCohort
from entrypoints.web.api.routing import Page, Resource, cut, paged
from entrypoints.web.parts import Parts
from entrypoints.web.who import who

OfTrigger = Annotated[
    str,
    Query(
        pattern="^[a-z_]*$",
        max_length=50,
        description="Only what this trigger has opened.",
        examples=["no_contact"],
    ),
]


class Case(Model):
    """An open escalation that has reached a human; decide by the command `decide_episode`."""

    id: Annotated[str, Field(examples=["spring-N01-M01/1"])]
    mentorship: Annotated[str, Field(examples=["spring-N01-M01"])]
    episode: Annotated[int, Field(examples=[1])]
    cohort: Annotated[str, Field(examples=["spring"])]
    program: Annotated[str, Field(examples=["first-steps"])]
    mentee: Annotated[str, Field(examples=["Ines Keller"])]
    mentor: Annotated[str, Field(examples=["Amara Diallo"])]
    stage: str
    health: int | None
    band: str
    trigger: Annotated[str, Field(description="Why it was opened.", examples=["no_contact"])]
    rung: Annotated[str, Field(description="The last step.", examples=["ask_manager"])]
    opened: datetime
    since: Annotated[datetime, Field(description="When the last step reached somebody.")]
    evidence: tuple[str, ...]
    suggestion: str
    default: Annotated[str, Field(description="What is done if nobody decides.")]
    default_at: Annotated[datetime | None, Field(description="And when.")]


class CasePage(Page):
    """Cases, the oldest first."""

    items: tuple[Case, ...]


class Inbox:
    """Tells of open cases."""

    def __init__(self, parts: Parts) -> None:
        self._cases = parts.store.cases

    async def page(
        self,
        request: Request,
        cohort: OfCohort = "",
        trigger: OfTrigger = "",
        after: After = "",
        limit: Limit = 50,
    ) -> Response:
        """List the inbox. The open escalations that need a human, the oldest first.

        Cases that private words have opened (low satisfaction, no good fit, a concern) are there
        only with the scope `answers.read`.
        """
        looking = who(request)
        wanted = Wanted(
            programs=looking.programs,
            answers=looking.may("answers.read"),
            cohort=cohort,
            trigger=trigger,
        )
        found = await asyncio.to_thread(self._cases.page, wanted, place(after), limit + 1)
        rows, last = cut(found, limit)
        onwards = cursor.write(last.case.opened.isoformat(), last.case.id) if last else None
        return paged(request, CasePage(items=tuple(map(case, rows)), next=onwards))


def place(after: str) -> Place | None:
    """Where a page ended."""
    keys = cursor.read(after, str, str)
    if keys is None:
        return None
    try:
        return Place(datetime.fromisoformat(str(keys[0])), str(keys[1]))
    except ValueError as error:
        raise CursorUnreadable from error


def case(row: CaseRow) -> Case:
    """A case with its pair."""
    return Case(**row.case.model_dump(), **row.model_dump(exclude={"case"}))


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of the inbox."""
    Resource(app, "Inbox").reads("/inbox", Inbox(parts).page, CasePage, "listInbox")
