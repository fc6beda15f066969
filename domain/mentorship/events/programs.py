"""What happens when the rules themselves change."""

from datetime import datetime

from domain.mentorship.events.base import Event
from domain.program.model import Program


class ProgramChanged(Event):
    """The pair follows another version of its program; until now it followed `previous`.

    `ends` is the planned end under the new rules, where the mentorship runs. What was begun goes
    on as it was begun; the dates that lie ahead moved by what the rules have changed.
    """

    by: str
    previous: int
    program: Program
    ends: datetime | None = None
