"""How the staff comes in: sign-in, sessions, tokens, and the pages of one's own account."""

from fastapi import FastAPI

from entrypoints.web.parts import Parts
from entrypoints.web.staff import account, door, entering, own_codes, own_password, own_tokens


def add_routes(app: FastAPI, parts: Parts) -> None:
    """Everything that has to do with who somebody is."""
    for part in (door, entering, account, own_password, own_codes, own_tokens):
        part.add_routes(app, parts)
