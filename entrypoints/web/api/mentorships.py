"""Mentorships: how they stand, what happened, and what a manager asks of them."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import Body, FastAPI, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from domain.errors import NotFound
from domain.mentorship.commands import Request as Wish
from domain.mentorship.refusals import AlreadyClosed
from domain.model import Model
from domain.staff.answers import KeptAnswer
from entrypoints.asking import NobodyThere
from entrypoints.pairs.record import Pair, find, seen
from entrypoints.web.api.commands import Asked, strictly
from entrypoints.web.api.cursor import Limit
from entrypoints.web.api.once import Key, Once
from entrypoints.web.api.pairs import MentorshipShown, mentorship
from entrypoints.web.api.routing import Page, Resource, cut, paged, shown
from entrypoints.web.parts import Parts
from entrypoints.web.seals import request_id
from entrypoints.web.who import Who, who

Id = Annotated[str, Path(description="The pair.", examples=["spring-N01-M01"], max_length=500)]
Version = Annotated[
    int, Query(ge=0, le=2**31 - 1, description="Go on behind the fact of this `version`.")
]


class Happened(Model):
    """A fact with its sentence."""

    version: Annotated[int, Field(description="Its place in the facts of this pair.")]
    position: Annotated[int, Field(description="Its place in the whole record.")]
    at: Annotated[datetime, Field(description="When it happened, in the time of the cohort.")]
    recorded_at: datetime
    type: Annotated[str, Field(examples=["agreement_signed"])]
    cause: Annotated[str, Field(description="The request that it came of, or `due`.")]
    sentence: Annotated[
        str,
        Field(
            description="What happened, in words; times are where the program's manager is.",
            examples=["Ines Keller signed the agreement."],
        ),
    ]
    data: Annotated[dict[str, Any], Field(examples=[{"by": "mentee"}])]


class TimeLine(Page):
    """What happened, the oldest first; facts that the token may not read are missing."""

    items: tuple[Happened, ...]


class Accepted(Model):
    """A command was carried out, and what came of it is in the record."""

    mentorship: Annotated[str, Field(examples=["spring-N01-M01"])]
    version: Annotated[int, Field(description="Of the last fact that came of it.", examples=[12])]
    facts: Annotated[
        tuple[str, ...],
        Field(
            description="Empty where all was so already.",
            examples=[["staff_acted", "mentorship_paused"]],
        ),
    ]


class Mentorships:
    """Tells of mentorships, and hands commands on to their workflows."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._ask = parts.ask
        self._now = parts.now
        self._once = Once(parts)

    async def one(self, request: Request, pair: Id) -> Response:
        """Show a mentorship. How it stands now, and what it waits for.

        Survey answers, concerns, who found the match no good fit, and notes of the program are
        there only with the scope `answers.read`.
        """
        return shown(mentorship(await asyncio.to_thread(self._find, pair, who(request))))

    async def timeline(
        self, request: Request, pair: Id, after: Version = 0, limit: Limit = 50
    ) -> Response:
        """Read the time line of a mentorship. What happened, fact by fact, in words and as data.

        Without the scope `answers.read`, private words are left out, and so are the facts that
        would give them away.
        """
        found = await asyncio.to_thread(self._find, pair, who(request))
        rows, last = cut([one for one in happened(found) if one.version > after], limit)
        onwards = str(last.version) if last else None
        return paged(request, TimeLine(items=tuple(rows), next=onwards))

    async def command(
        self, request: Request, pair: Id, key: Key, asked: Annotated[Asked, Body()]
    ) -> Response:
        """Give a command. The manager's, in your name; it is answered once it is in the record.

        A refusal has the code of the rule that it came of, such as `mentorship_paused`.
        """
        await asyncio.to_thread(self._refuse_unknown, pair)
        looking, asked = who(request), strictly(await request.body())
        data = asked.data.model_dump(mode="json", exclude_unset=True)

        async def work(name: str) -> KeptAnswer:
            wish = Wish(
                id=request_id(name, asked.command, data),
                by="manager",
                command=asked.command,
                data=data,
                actor=looking.actor,
            )
            return await self._carry_out(pair, wish)

        return await self._once.answer(request, key, asked.model_dump_json(), work)

    async def _carry_out(self, pair: str, wish: Wish) -> KeptAnswer:
        try:
            receipt = await self._ask(pair, wish)
        except NobodyThere:
            if await asyncio.to_thread(self._is_closed, pair):
                raise AlreadyClosed from None
            raise NobodyThere(
                "The workflow of this pair is missing; the command tandem recover starts it."
            ) from None
        accepted = Accepted(mentorship=pair, version=receipt.version, facts=receipt.facts)
        headers = {"Content-Type": "application/json"}
        return KeptAnswer(status=200, headers=headers, content=accepted.model_dump_json())

    def _find(self, pair: str, looking: Who) -> Pair:
        whole = find(self._store, pair, self._now())
        return seen(whole, answers=looking.may("answers.read"))

    def _is_closed(self, pair: str) -> bool:
        row = self._store.board.pair(pair)
        return row is not None and row.stage == "closed"

    def _refuse_unknown(self, pair: str) -> None:
        if self._store.board.pair(pair) is None:
            raise NotFound(f"There is no pair {pair}.")


def happened(pair: Pair) -> list[Happened]:
    """The facts of a pair, each with its sentence."""
    record = {one.fact.version: one for one in pair.record}
    return [
        Happened(
            version=fact.version,
            position=record[fact.version].position,
            at=fact.at,
            recorded_at=record[fact.version].recorded_at,
            type=fact.event.TYPE,
            cause=fact.cause,
            sentence=sentence,
            data=fact.event.model_dump(mode="json"),
        )
        for fact, sentence in pair.sentences()
    ]


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of mentorships."""
    desk, mentorships = Mentorships(parts), Resource(app, "Mentorships")
    one = "/mentorships/{pair}"
    mentorships.reads(one, desk.one, MentorshipShown, "showMentorship")
    mentorships.reads(f"{one}/timeline", desk.timeline, TimeLine, "readTimeline")
    mentorships.writes(f"{one}/commands", desk.command, Accepted, "giveCommand")
