"""What happens when somebody is to be forgotten."""

from typing import Literal

from domain.mentorship.events.base import Event


class PersonErased(Event):
    """The name, the address and the words of `person` are gone from here; numbers and dates stay.

    What was about both of the two is gone too. No letter goes to them any more.
    """

    role: Literal["mentee", "mentor"]
    person: str
