"""The record, page by page, as `tandem record export` writes it."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from pydantic import Field
from starlette.responses import Response

from adapters.store.export import to_cloudevent
from domain.model import Model
from entrypoints.web.api.routing import Page, Resource, cut, paged
from entrypoints.web.parts import Parts

NEWEST = 2**63 - 1
Position = Annotated[
    int,
    Query(
        ge=0,
        le=NEWEST,
        description="Go on behind this position. Keep the `position` of your last page, and you"
        " can go on tomorrow.",
    ),
]
Most = Annotated[int, Query(ge=1, le=1000, description="How many at most.")]


class CloudEvent(Model):
    """A fact as a CloudEvents 1.0 object; the schemas of `data` are in deploy/schemas."""

    specversion: Literal["1.0"]
    id: Annotated[str, Field(examples=["5f0d0f6e-2c0e-5d0b-9a43-5a2b7e0a8f11"])]
    source: Annotated[str, Field(examples=["/cohorts/spring"])]
    subject: Annotated[str, Field(description="The pair.", examples=["spring-N01-M01"])]
    type: Annotated[str, Field(examples=["tandem.mentorship.agreement_signed.v1"])]
    time: Annotated[datetime, Field(description="When it happened.")]
    sequence: Annotated[
        str,
        Field(
            description="Its position in the record, with zeros before it.",
            examples=["0000000000000000017"],
        ),
    ]
    streamversion: Annotated[int, Field(description="Its place in the facts of its pair.")]
    recordedtime: Annotated[datetime, Field(description="When it was written down.")]
    correlationid: Annotated[str, Field(examples=["mentorship-spring-N01-M01"])]
    causationid: Annotated[str, Field(description="The request that it came of, or `due:…`.")]
    datacontenttype: Literal["application/json"]
    data: Annotated[dict[str, Any], Field(examples=[{"by": "mentee"}])]


class RecordPage(Page):
    """Facts in the order of the record."""

    items: tuple[CloudEvent, ...]
    position: Annotated[int, Field(description="That of the last fact here.", examples=[17])]


class Record:
    """Reads the record out."""

    def __init__(self, parts: Parts) -> None:
        self._events = parts.store.events

    async def page(self, request: Request, after: Position = 0, limit: Most = 200) -> Response:
        """Read the record. Every fact of every program in order, with all that people wrote.

        Whoever has the scope reads everything: answers and concerns too, whatever programs are
        their own. Give it to programs that copy the record, and to nobody else.
        """
        found = await asyncio.to_thread(self._events.read, after, limit + 1)
        rows, last = cut(found, limit)
        page = RecordPage(
            items=tuple(CloudEvent(**to_cloudevent(row)) for row in rows),
            next=str(last.position) if last else None,
            position=rows[-1].position if rows else after,
        )
        return paged(request, page)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The route of the record."""
    Resource(app, "Record").reads("/record", Record(parts).page, RecordPage, "readRecord")
