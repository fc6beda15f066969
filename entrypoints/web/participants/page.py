"""What a page of a participant is made of."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from domain.errors import TandemError
from entrypoints.web.participants.visits import Visit
from entrypoints.web.typed import Typed

Values = Mapping[str, Any]


class Step(NamedTuple):
    """A command of the mentorship with its data."""

    command: str
    data: dict[str, Any]


class Acts(NamedTuple):
    """What a form asks for, in order, and which sentence says that it is done."""

    steps: tuple[Step, ...]
    done: str


class Page(Protocol):
    """One kind of page; both methods raise `NotHere` where there is nothing of that name."""

    template: str

    def show(self, visit: Visit, typed: Typed) -> Values:
        """What the template tells: nothing in it that this person may not see."""

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """What a form that came back asks for; raises `Unclear` with what can't be taken."""


REFUSED_AT: dict[str, str] = {
    "agreement_incomplete": "sign",
    "date_in_the_past": "day",
    "date_too_far": "day",
    "goals_out_of_range": "goals",
    "goals_without_weight": "goals",
    "meeting_time_impossible": "start",
    "reason_missing": "reason",
}
"""Beside which field a refusal stands; any other stands at the top."""


class NotHere(TandemError):
    """There is no such page for this person."""

    code = "not_here"
