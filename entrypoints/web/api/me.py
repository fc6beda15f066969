"""Whom a token acts for: the first thing to ask."""

from typing import Annotated

from fastapi import FastAPI, Request
from pydantic import Field
from starlette.responses import Response

from domain.model import Model
from domain.staff.model import PERMISSIONS, Permission, Role
from entrypoints.web.api.routing import Resource, shown
from entrypoints.web.who import who


class Me(Model):
    """Whom a token acts for, and what for."""

    staff: Annotated[str, Field(examples=["clara"])]
    name: Annotated[str, Field(examples=["Clara Brandt"])]
    role: Role
    programs: Annotated[
        tuple[str, ...] | None,
        Field(description="The programs that are seen; null: all.", examples=[["first-steps"]]),
    ]
    scopes: Annotated[
        tuple[Permission, ...],
        Field(description="What the token may do, as its owner may it now."),
    ]


async def me(request: Request) -> Response:
    """Show whom a token acts for. And what it may do; the first thing to ask."""
    one = who(request)
    return shown(
        Me(
            staff=one.staff.id,
            name=one.staff.name,
            role=one.staff.role,
            programs=one.programs,
            scopes=tuple(scope for scope in PERMISSIONS if one.may(scope)),
        )
    )


def add_routes(app: FastAPI) -> None:
    """The route of it."""
    Resource(app, "Me").reads("/me", me, Me, "whoAmI")
