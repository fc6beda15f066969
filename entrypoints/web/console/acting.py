"""Asks a mentorship for something in somebody's name: once, however often a form is sent."""

from typing import Any

from domain.errors import TandemError
from domain.mentorship.commands import Request
from domain.mentorship.decide import is_over
from domain.mentorship.state import State
from domain.staff.model import Staff
from entrypoints.asking import NoAnswer, NobodyThere, RequestFailed
from entrypoints.web.parts import Parts
from entrypoints.web.seals import request_id
from entrypoints.web.who import Who

TRY_AGAIN = (
    "The mentorship did not answer just now. What you wrote is still here: please press the button"
    " again in a moment. Nothing is done twice."
)
TROUBLE: dict[type[TandemError], tuple[int, str]] = {
    NoAnswer: (503, TRY_AGAIN),
    RequestFailed: (503, TRY_AGAIN),
    NobodyThere: (410, "This mentorship is over, and nothing more can be changed in it."),
}
"""What is said where nobody answers, and with which status."""

SILENT = tuple(TROUBLE)


def trouble_of(error: TandemError, state: State) -> tuple[int, str]:
    """The status and the words; an engine that lags behind the record may find it in a moment."""
    lost = isinstance(error, NobodyThere) and not is_over(state)
    return TROUBLE[NoAnswer if lost else type(error)]


def role_of(state: State, staff: Staff) -> str:
    """In which role somebody acts: the deputy's where they are the deputy, else the manager's."""
    deputy = state.program.people.deputy
    is_deputy = deputy is not None and deputy.email.casefold() == staff.email.casefold()
    return "deputy" if is_deputy else "manager"


def wish(key: str, who: Who, state: State, command: str, data: dict[str, Any]) -> Request:
    """The request that a form becomes; the same form is the same request."""
    return Request(
        id=request_id(key, command, {"pair": state.id, **data}),
        by=role_of(state, who.staff),
        command=command,
        data=data,
        actor=who.actor,
    )


class Acting:
    """The way to the mentorships."""

    def __init__(self, parts: Parts) -> None:
        self._ask = parts.ask

    async def ask(
        self, key: str, who: Who, state: State, command: str, data: dict[str, Any]
    ) -> None:
        """Ask and wait until it is in the record; raises `Refused`, or one of `SILENT`."""
        await self._ask(state.id, wish(key, who, state, command, data))
