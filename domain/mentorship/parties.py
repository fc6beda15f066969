"""The two people of a mentorship and what they expect of each other."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.durations import Duration
from domain.model import Model
from domain.people.model import Person, Window

Role = Literal["mentee", "mentor", "manager", "deputy", "sponsor"]
Rhythm = Annotated[Duration, Field(ge=timedelta(days=1), le=timedelta(weeks=52))]
Words = Annotated[str, Field(max_length=2000)]
PAIR: tuple[Literal["mentee", "mentor"], ...] = ("mentee", "mentor")


class Party(Model):
    """A participant as known when the mentorship opened."""

    person: str
    name: str
    email: str
    timezone: str
    availability: tuple[Window, ...] = ()

    @classmethod
    def of(cls, person: Person) -> "Party":
        """Take from a person what a mentorship needs."""
        return cls(
            person=person.person,
            name=person.name,
            email=person.email,
            timezone=person.timezone,
            availability=person.availability,
        )


class Expectations(Model):
    """What one of the two expects: rhythm, channel, confidentiality, feedback, learning."""

    meet_every: Rhythm | None = None
    channel: Words = ""
    confidentiality: Words = ""
    feedback: Words = ""
    learning: Words = ""
