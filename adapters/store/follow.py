"""Going on at the end of the record: every fact once and in order, whatever happens between."""

from collections.abc import Callable, Iterator

from sqlalchemy.exc import InterfaceError, OperationalError

from adapters.store.export import PAGE
from domain.errors import TandemError
from domain.ports import EventStore
from domain.record import RecordedFact

SHORTEST, LONGEST = 0.02, 1.0
"""How many seconds to wait for new facts: at first, and after a long silence."""

Wait = Callable[[float], bool]
Away = Callable[[Exception | None], None]


class RecordSetBack(TandemError):
    """The record no longer holds what was read from it."""

    code = "record_set_back"


class Follower:
    """Reads on behind a position, or behind the last fact that somebody has already.

    Each page begins with that fact again, as proof that this is still the same record.
    """

    def __init__(
        self, store: EventStore, after: int = 0, last: RecordedFact | None = None
    ) -> None:
        self._store = store
        self._after = after
        self._last = last

    def page(self) -> list[RecordedFact]:
        """Read what is new, a page at most; raises `RecordSetBack`."""
        if self._last is None:
            page = self._store.read(self._after, PAGE)
        else:
            found = self._store.read(self._last.position - 1, PAGE + 1)
            _check(self._last, found)
            page = found[1:]
        self._last = page[-1] if page else self._last
        return page


def follow(follower: Follower, wait: Wait, away: Away) -> Iterator[list[RecordedFact]]:
    """Give page after page until `wait`, which gets seconds, says that it is time to end.

    While the database can't be reached, it is asked again and again: `away` is told the error
    once, and None when it is back. Only the first time it must answer at once.
    """
    page, pause = follower.page(), SHORTEST
    while True:
        if page:
            yield page
        pause = _pause(len(page), pause)
        if wait(pause):
            return
        page = _patient(follower, wait, away)


def _patient(follower: Follower, wait: Wait, away: Away) -> list[RecordedFact]:
    """Read a page as soon as the database answers; an empty one at the end of all waiting."""
    lost = False
    while True:
        try:
            page = follower.page()
        except (InterfaceError, OperationalError) as error:
            if not lost:
                away(error)
            lost = True
        else:
            if lost:
                away(None)
            return page
        if wait(LONGEST):
            return []


def _pause(found: int, pause: float) -> float:
    if found == PAGE:
        return 0
    return SHORTEST if found else min(2 * pause or SHORTEST, LONGEST)


def _check(last: RecordedFact, found: list[RecordedFact]) -> None:
    if found and _names(found[0]) == _names(last):  # what it says may have been erased meanwhile
        return
    raise RecordSetBack(
        f"The fact at position {last.position}, which was read before, is no longer there: the"
        " record was set back to an earlier state, or this is another one."
    )


def _names(recorded: RecordedFact) -> tuple[object, ...]:
    fact = recorded.fact
    return recorded.position, recorded.recorded_at, fact.id, fact.stream, fact.version
