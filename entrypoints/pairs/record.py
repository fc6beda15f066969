"""One pair as the record has it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.clock import Clock
from domain.errors import NotFound
from domain.mentorship.as_of import View
from domain.mentorship.decide import next_due
from domain.mentorship.health import Health, health
from domain.mentorship.quiet import waiting
from domain.mentorship.recovery import recover
from domain.mentorship.seen import seen_facts, seen_health, seen_state
from domain.mentorship.state import State
from domain.mentorship.storage import fold, load
from domain.mentorship.turn import Due, Fact
from domain.mentorship.views import goal_attainment
from domain.record import DeliveryRow, RecordedFact
from entrypoints.moments import Times
from entrypoints.pairs.time import is_late, time_of
from entrypoints.words import names_of, sentence

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


class Pair(NamedTuple):
    """A mentorship with what surrounds it; `now` is its cohort's own time.

    `due` is what it waits for, `record` are all its facts as they were recorded. Where somebody
    looks back, `now` is that earlier moment and `view` says how it is seen.
    """

    state: State
    facts: tuple[Fact, ...]
    deliveries: tuple[DeliveryRow, ...]
    clock: Clock | None
    now: datetime
    record: tuple[RecordedFact, ...]
    due: Due | None
    health: Health
    view: View | None = None

    @property
    def overdue(self) -> bool:
        """Whether it should have acted by itself and did not."""
        return self.due is not None and is_late(self.due.at, self.now, self.clock)

    @property
    def times(self) -> Times:
        """Times as the manager of its program reads them."""
        return Times(self.state.program.people.manager.timezone)

    def sentences(self, times: Times | None = None) -> list[tuple[Fact, str]]:
        """Every fact with its sentence."""
        names, times = names_of(self.state), times or self.times
        return [(fact, sentence(fact.event, names, times)) for fact in self.facts]


def find(store: "Store", mentorship: str, real: datetime | None = None) -> Pair:
    """Rebuild a pair from its facts, as it is at a real moment; raises `NotFound`."""
    record = tuple(store.events.history(mentorship))
    state = fold(mentorship, [one.fact for one in record])
    if state is None:
        raise NotFound(f"There is no pair {mentorship}.")
    clock = _clock(store, state.cohort)
    now, rows = time_of(clock, real), tuple(store.deliveries.of(mentorship))
    return Pair(
        state=state,
        facts=tuple(load(one.fact) for one in record),
        deliveries=(*rows, *_waiting(state, record, rows, now)),
        clock=clock,
        now=now,
        record=record,
        due=next_due(state),
        health=health(state, now),
    )


def _waiting(
    state: State, record: Sequence[RecordedFact], rows: Sequence[DeliveryRow], now: datetime
) -> Iterator[DeliveryRow]:
    """The letters that wait for their readers' working hours."""
    if state.program.working_hours is not None:
        known = {row.effect for row in rows}
        found = recover(state.id, [one.fact for one in record], rows)
        unsent = found.outbox if found else ()
        yield from waiting(state, (one for one in unsent if one.id not in known), now)


def seen(pair: Pair, *, answers: bool) -> Pair:
    """The pair as somebody sees it who may read private words, or may not."""
    if answers:
        return pair
    every = [load(one.fact) for one in pair.record]
    there = {fact.version: fact for fact in seen_facts(every, answers=False)}
    facts = tuple(there[fact.version] for fact in pair.facts if fact.version in there)
    state = seen_state(pair.state, answers=False)
    return pair._replace(
        state=state,
        facts=facts,
        deliveries=tuple(row for row in pair.deliveries if ordered_by(row) in there),
        health=seen_health(pair.health, answers=False),
        view=pair.view and _seen_view(pair.view, state, facts, there),
    )


def ordered_by(row: DeliveryRow) -> int:
    """The version of the fact that a letter follows from."""
    return int(row.effect.rsplit("/", 2)[1])


def _seen_view(
    view: View, state: State, facts: tuple[Fact, ...], there: Mapping[int, Fact]
) -> View:
    later = tuple(
        one._replace(fact=there[one.fact.version])
        for one in view.later
        if one.fact.version in there
    )
    return view._replace(state=state, rules=state, facts=facts, later=later)


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
