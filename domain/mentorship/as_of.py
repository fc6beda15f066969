"""A mentorship as of an earlier moment: what was true then, and what was known then.

The record has two axes of time. A fact's `at` says when it was decided; `recorded_at` says when it
was written down, which is later while the database is away. Both only rise within a stream, so
each view folds a beginning of it. And a few facts tell of something that was over already: the
outcome of a meeting, the last contact that a review names. Whoever asks what was true counts them
from the moment they tell of, and only as far as they are a word about the pair: what the rules did
because of them, they did when they heard of it.

No fact says when an answer to "in touch?" or the outcome of an introduction became true, so those
count from the moment they were given (deploy/decisions/0008-two-axes-of-time.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Literal, NamedTuple

from domain.clock import Clock
from domain.mentorship import events as e
from domain.mentorship.contact import contact
from domain.mentorship.reviews import contact_day
from domain.mentorship.state import Changes, State
from domain.mentorship.storage import fold, load
from domain.mentorship.turn import FOLDS, Fact
from domain.record import RecordedFact

Axis = Literal["true", "known"]


class Noted(NamedTuple):
    """A fact with what it tells of and when that became known, both in the pair's own time."""

    fact: Fact
    since: datetime
    known: datetime


class View(NamedTuple):
    """A mentorship at a moment.

    `state` holds what was true, or what was known; `rules` is the state by which the rules waited.
    `later`: what was so already at that moment, and became known only afterwards.
    """

    moment: datetime
    axis: Axis
    state: State
    rules: State
    facts: tuple[Fact, ...]
    later: tuple[Noted, ...]


def as_of(
    history: Sequence[RecordedFact], moment: datetime, clock: Clock | None, axis: Axis = "true"
) -> View | None:
    """Look at a stream as of a moment of the pair's own time; None where it had not begun."""
    noted = timed(history, clock)
    known = tuple(takewhile(lambda one: one.known <= moment, noted))
    happened = tuple(takewhile(lambda one: one.fact.at <= moment, noted))
    seen = known if axis == "known" else happened
    rules, truth = fold_first(history, len(seen)), fold_first(history, len(happened))
    if rules is None or truth is None:
        return None
    told = tuple(hindsight(truth, noted[len(happened) :], moment))
    return View(
        moment=moment,
        axis=axis,
        state=with_hindsight(truth, told) if axis == "true" else rules,
        rules=rules,
        facts=tuple(one.fact for one in seen),
        later=(*happened[len(known) :], *told),
    )


def fold_first(history: Sequence[RecordedFact], count: int) -> State | None:
    """The state that the first facts of a stream leave."""
    stored = [recorded.fact for recorded in history[:count]]
    return fold(stored[0].stream, stored) if stored else None


def timed(history: Sequence[RecordedFact], clock: Clock | None) -> tuple[Noted, ...]:
    """Every fact with its two times; clocks that differ a little make nothing known too early."""
    facts = [load(recorded.fact) for recorded in history]
    starts = dict(meeting_starts(facts))
    return tuple(
        Noted(fact, told_of(fact, starts), max(fact.at, in_pair_time(recorded, clock)))
        for fact, recorded in zip(facts, history, strict=True)
    )


def in_pair_time(recorded: RecordedFact, clock: Clock | None) -> datetime:
    """When a fact was written down, in the time that the pair lives in."""
    return clock.virtual(recorded.recorded_at) if clock else recorded.recorded_at


def meeting_starts(facts: Iterable[Fact]) -> Iterator[tuple[int, datetime]]:
    """When each meeting began, its last date at the end."""
    for fact in facts:
        if isinstance(fact.event, e.MeetingBooked | e.MeetingMoved):
            yield fact.event.meeting, fact.event.start


def told_of(fact: Fact, starts: dict[int, datetime]) -> datetime:
    """The moment of which a fact tells: its own, or an earlier one that it names."""
    match fact.event:
        case e.MeetingHeld() as held:
            return min(held.held_at, fact.at)
        case e.MeetingMissed() | e.MeetingDisputed() as said:
            return min(starts.get(said.meeting, fact.at), fact.at)
        case e.SurveyAnswered() as answered:
            return contact_day(answered, fact.at) or fact.at
        case _:
            return fact.at


def hindsight(state: State, later: Iterable[Noted], moment: datetime) -> Iterator[Noted]:
    """What facts of a later time tell about the time until `moment`, as far as it was news."""
    for one in later:
        changes = testimony(state, one) if one.since <= moment else {}
        if changes:
            state = state.changed(**changes)
            yield one


def with_hindsight(state: State, told: Iterable[Noted]) -> State:
    """The state with what was told about it later; its version and its time stay."""
    for one in told:
        state = state.changed(**testimony(state, one))
    return state


def testimony(state: State, one: Noted) -> Changes:
    """What a fact says about the pair at the moment it tells of, and nothing that followed."""
    before = state.changed(version=one.fact.version - 1)
    match one.fact.event:
        case e.MeetingHeld() | e.MeetingMissed() | e.MeetingDisputed() as said:
            return FOLDS[type(said)](before, said, one.fact.at)
        case e.SurveyAnswered():
            return contact(before, one.since, one.fact.at)
        case _:
            return {}
