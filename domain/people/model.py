"""A person of the program, as the people file describes them."""

from datetime import time
from typing import Annotated

from pydantic import Field

from domain.model import Model

PERSON_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class Window(Model):
    """A weekly stretch of free time in the person's own zone; weekday 0 is Monday."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    start: time
    end: time


class Person(Model):
    """Somebody in a role; `capacity` is how many pairs a mentor takes, None means no limit."""

    person: str = Field(pattern=PERSON_ID)
    name: str
    email: str
    timezone: str
    roles: tuple[str, ...] = ()
    department: str = ""
    reports_to: str = ""
    availability: tuple[Window, ...] = ()
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    style: str = ""
    capacity: Annotated[int, Field(ge=0)] | None = None
