"""Everything below /api."""

from fastapi import FastAPI

from entrypoints.web.api import (
    board,
    cohorts,
    inbox,
    me,
    mentorships,
    people,
    programs,
    record,
    reference,
    webhooks,
)
from entrypoints.web.parts import Parts


def add_routes(app: FastAPI, parts: Parts) -> None:
    """All resources, then what is told of them."""
    me.add_routes(app)
    programs.add_routes(app, parts)
    cohorts.add_routes(app, parts)
    board.add_routes(app, parts)
    mentorships.add_routes(app, parts)
    inbox.add_routes(app, parts)
    people.add_routes(app, parts)
    record.add_routes(app, parts)
    webhooks.add_routes(app, parts)
    reference.add_routes(app, parts)
