"""How the staff comes in: sign-in, sessions, tokens, and the pages of one's own account."""

from fastapi import FastAPI

from entrypoints.web.parts import Parts
from entrypoints.web.staff import door


def add_routes(app: FastAPI, parts: Parts) -> None:
    """Everything that has to do with who somebody is."""
    door.add_routes(app, parts)
