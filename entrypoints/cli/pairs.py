"""One pair as the record has it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.clock import Clock
from domain.errors import NotFound
from domain.mentorship.as_of import View
from domain.mentorship.decide import next_due
from domain.mentorship.health import Health, health
from domain.mentorship.state import State
from domain.mentorship.storage import fold, load
from domain.mentorship.turn import Due, Fact
from domain.mentorship.views import goal_attainment
from domain.ports import Cohort
from domain.record import DeliveryRow
from entrypoints.cli.boards import SLACK, time_of
from entrypoints.launching import all_pairs
from entrypoints.moments import Times
from entrypoints.words import names_of, sentence

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


class Pair(NamedTuple):
    """A mentorship with what surrounds it; `now` is its cohort's own time.

    Where somebody looks back, `now` is that earlier moment and `view` says how it is seen.
    """

    state: State
    facts: tuple[Fact, ...]
    deliveries: tuple[DeliveryRow, ...]
    clock: Clock | None
    now: datetime
    view: View | None = None

    @property
    def due(self) -> Due | None:
        """What it waits for."""
        return next_due(self.view.rules if self.view else self.state)

    @property
    def overdue(self) -> bool:
        """Whether it should have acted by itself and did not."""
        slack = SLACK * (self.clock.rate if self.clock else 1.0)
        return self.due is not None and self.due.at + slack < self.now

    @property
    def health(self) -> Health:
        """Its health now."""
        return health(self.state, self.now)

    @property
    def times(self) -> Times:
        """Times as the manager of its program reads them."""
        return Times(self.state.program.people.manager.timezone)

    def sentences(self) -> list[tuple[Fact, str]]:
        """Every fact with its sentence."""
        names, times = names_of(self.state), self.times
        return [(fact, sentence(fact.event, names, times)) for fact in self.facts]


def find(store: "Store", mentorship: str) -> Pair:
    """Rebuild a pair from its facts; raises `NotFound`."""
    stored = store.events.stream(mentorship)
    state = fold(mentorship, stored)
    if state is None:
        raise absent(store, mentorship)
    clock = _clock(store, state.cohort)
    deliveries = tuple(store.deliveries.of(mentorship))
    return Pair(state, tuple(map(load, stored)), deliveries, clock, time_of(clock))


def absent(store: "Store", mentorship: str) -> NotFound:
    """Why there is nothing of a pair in the record."""
    for cohort in store.cohorts.list():
        if any(pair.id == mentorship for pair in all_pairs(store.cohorts, cohort.name)):
            return NotFound(_unopened(mentorship, cohort))
    return NotFound(f"There is no pair {mentorship}. The pairs are listed by: tandem cohort show")


def _unopened(mentorship: str, cohort: Cohort) -> str:
    times = Times(cohort.program.people.manager.timezone)
    return (
        f"The mentorship {mentorship} has not opened yet;"
        f" cohort {cohort.name} starts on {times.moment(cohort.start)} ({times.zone})."
    )


def _clock(store: "Store", cohort: str) -> Clock | None:
    try:
        return store.cohorts.get(cohort).clock
    except NotFound:
        return None


def facts(pair: Pair) -> dict[str, Any]:
    """A pair for programs: what it is now, and everything that made it so."""
    due = pair.due
    return {
        "id": pair.state.id,
        "now": pair.now.isoformat(),
        "waits_for": due.waits_for if due else None,
        "due": due.at.isoformat() if due else None,
        "overdue": pair.overdue,
        "health": pair.health.model_dump(mode="json"),
        "goal_attainment": goal_attainment(pair.state),
        "state": pair.state.model_dump(mode="json"),
        "deliveries": [row.model_dump(mode="json") for row in pair.deliveries],
        "timeline": [_line(fact, told) for fact, told in pair.sentences()],
    }


def _line(fact: Fact, told: str) -> dict[str, Any]:
    return {
        "version": fact.version,
        "at": fact.at.isoformat(),
        "type": fact.event.TYPE,
        "cause": fact.cause,
        "sentence": told,
        "data": fact.event.model_dump(mode="json"),
    }
