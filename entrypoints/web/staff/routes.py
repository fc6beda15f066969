"""How the staff comes in, one's own account, and what admins do with everybody's."""

from fastapi import FastAPI

from entrypoints.web.console import staff as everybody
from entrypoints.web.console import staff_log
from entrypoints.web.parts import Parts
from entrypoints.web.staff import (
    account,
    door,
    entering,
    organisation,
    own_codes,
    own_password,
    own_tokens,
)

PARTS = (
    door,
    organisation,
    entering,
    account,
    own_password,
    own_codes,
    own_tokens,
    staff_log,
    everybody,
)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """Everything that has to do with who somebody is."""
    for part in PARTS:
        part.add_routes(app, parts)
