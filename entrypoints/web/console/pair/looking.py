"""A pair as somebody of the staff sees it, today or as of an earlier moment."""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.errors import NotFound
from domain.mentorship.as_of import Axis
from entrypoints.asked_time import read
from entrypoints.moments import Times
from entrypoints.pairs import record
from entrypoints.pairs.looking_back import look_back
from entrypoints.pairs.record import Pair, seen
from entrypoints.web.parts import Parts
from entrypoints.web.who import Who

PAIRS = "/console/pairs"


class Look(NamedTuple):
    """A look at a pair: `pair` is what is seen of it, `whole` all that there is today.

    `at` and `axis` are as they stand in the address, `problem` says why it can't be followed.
    """

    who: Who
    whole: Pair
    pair: Pair
    at: str
    axis: Axis
    problem: str = ""

    @property
    def id(self) -> str:
        """The name of the pair."""
        return self.whole.state.id

    @property
    def times(self) -> Times:
        """Times as the reader reads them."""
        return Times(self.who.staff.timezone)

    @property
    def answers(self) -> bool:
        """Whether the reader may read private words."""
        return self.who.may("answers.read")

    @property
    def back(self) -> bool:
        """Whether this is an earlier moment."""
        return self.pair.view is not None

    @property
    def day(self) -> date:
        """The day that is looked at, as the reader has it."""
        return self.pair.now.astimezone(self.times.tz).date()

    def to(self, part: str = "", **more: str | int) -> str:
        """The address of a part of the pair, at the same moment."""
        known = {"at": self.at, "axis": self.axis} if self.back else {}
        query = urlencode({**known, **more})
        path = f"{PAIRS}/{self.id}/{part}" if part else f"{PAIRS}/{self.id}"
        return f"{path}?{query}" if query else path


def look(parts: Parts, who: Who, name: str, query: QueryParams) -> Look:
    """Look at a pair as the address says; raises `NotFound`."""
    whole = record.find(parts.store, name, parts.now())
    at, answers = query.get("at", "").strip(), who.may("answers.read")
    axis: Axis = "known" if query.get("axis") == "known" else "true"
    today = Look(who, whole, seen(whole, answers=answers), at, axis)
    if not at:
        return today
    try:
        then = look_back(whole, read(at), axis, who.staff.timezone)
    except (ValueError, NotFound) as error:
        return today._replace(problem=sentence(str(error)))
    return today._replace(pair=seen(then, answers=answers))


def sentence(words: str) -> str:
    """What is wrong, as a sentence."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
