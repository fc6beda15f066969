"""The pairs of a cohort as its board has them: filtered, sorted, in pages of any board."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from domain.mentorship.seen import is_private, seen_row
from domain.model import Model
from domain.people.folding import folded
from domain.readmodels.board import BoardPage, BoardQuery, Place, Sort
from domain.record import BoardRow
from entrypoints.boards import late_in
from entrypoints.web.api import cursor
from entrypoints.web.api.cohorts import Name
from entrypoints.web.api.cursor import Behind, CursorUnreadable, Most
from entrypoints.web.api.routing import Page, Resource, paged
from entrypoints.web.parts import Parts
from entrypoints.web.who import who

StageNow = Literal["aligning", "active", "paused", "closing", "closed"]
Band = Literal["at_risk", "fair", "good", "new", "closed"]


class Which(BaseModel):
    """Which pairs, in which order, from where on."""

    stage: StageNow | None = None
    band: Band | None = None
    trigger: Annotated[
        str,
        Field(
            pattern="^[a-z_]*$",
            max_length=50,
            description="With an open escalation of this kind.",
            examples=["no_contact"],
        ),
    ] = ""
    overdue: Annotated[
        bool, Field(description="Only pairs that should have acted, and did not.")
    ] = False
    q: Annotated[
        str,
        Field(
            max_length=200,
            pattern="^[^\\x00]*$",
            description="Parts of names or of the pair's id, parted by blanks.",
            examples=["ines"],
        ),
    ] = ""
    sort: Annotated[
        Sort,
        Field(description="The worst health first, the nearest due, the mentee, the newest fact."),
    ] = "health"
    after: Behind = ""
    limit: Most = 50


class PairOnBoard(Model):
    """A pair in a line."""

    id: Annotated[str, Field(examples=["spring-N01-M01"])]
    mentee: Annotated[str, Field(examples=["Ines Keller"])]
    mentor: Annotated[str, Field(examples=["Amara Diallo"])]
    stage: StageNow
    outcome: str
    health: Annotated[int | None, Field(description="0 to 100; null while it is new.")]
    band: Band
    waits_for: str
    due: datetime | None
    overdue: bool
    last_event: Annotated[str, Field(description="Empty where it is private.")]
    last_at: datetime
    version: int
    open_episodes: Annotated[tuple[str, ...], Field(examples=[["no_contact"]])]


class PairPage(Page):
    """Pairs that have opened."""

    items: tuple[PairOnBoard, ...]


class Pairs:
    """Tells of the pairs of a cohort."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._now = parts.now

    async def page(
        self, request: Request, cohort: Name, which: Annotated[Which, Query()]
    ) -> Response:
        """List the mentorships of a cohort. Filtered and sorted; all filters must hold together.

        Pairs that a change moves to another place of the order meanwhile may come twice or not at
        all; in the order `name` nothing moves.
        """
        answers = who(request).may("answers.read")
        found = await asyncio.to_thread(self._store.cohorts.get, cohort)
        late = late_in(found, self._now())
        query = BoardQuery(
            cohort=cohort,
            stage=which.stage or "",
            band=which.band or "",
            trigger=which.trigger,
            late=late if which.overdue else None,
            words=tuple(folded(which.q).split()),
            sort=which.sort,
            after=place(which.after, which.sort),
            limit=which.limit,
        )
        hidden = not answers and is_private(which.trigger)
        page = NOTHING if hidden else await asyncio.to_thread(self._store.board.page, query)
        items = tuple(line(seen_row(row, answers=answers), late) for row in page.rows)
        onwards = cursor.write(page.end.text()) if page.end else None
        return paged(request, PairPage(items=items, next=onwards))


NOTHING = BoardPage(rows=(), end=None)


def place(after: str, sort: Sort) -> Place | None:
    """Where a page ended."""
    keys = cursor.read(after, str)
    if keys is None:
        return None
    found = Place.read(str(keys[0]), sort)
    if found is None:
        raise CursorUnreadable
    return found


def line(row: BoardRow, late: datetime) -> PairOnBoard:
    """A pair in a line."""
    same = row.model_dump(include=set(PairOnBoard.model_fields))
    overdue = row.due is not None and row.due < late
    return PairOnBoard(id=row.mentorship, overdue=overdue, **same)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of a board."""
    path = "/cohorts/{cohort}/mentorships"
    Resource(app, "Cohorts").reads(path, Pairs(parts).page, PairPage, "listMentorships")
