"""Whoever follows the record gets every fact once and in order, and knows when it was set back."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from adapters.store.export import PAGE, from_cloudevent, line, read_export, to_cloudevent
from adapters.store.fake import FakeEventStore
from adapters.store.follow import LONGEST, SHORTEST, Follower, RecordSetBack, follow
from domain.ports import EventStore
from domain.record import RecordedFact
from tests.adapters.store.samples import Wall, batch

AWAY = OperationalError("SELECT", None, Exception("gone"))


@pytest.fixture
def events(wall: Wall) -> FakeEventStore:
    return FakeEventStore(wall)


class Waits:
    """Notes each pause, does what happens meanwhile, and ends after the last."""

    def __init__(self, *meanwhile: Callable[[], object]) -> None:
        self.pauses: list[float] = []
        self.meanwhile = list(meanwhile)

    def __call__(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        if not self.meanwhile:
            return True
        self.meanwhile.pop(0)()
        return False


def nothing() -> None:
    """Nothing happens."""


def positions(pages: Iterator[list[RecordedFact]]) -> list[int]:
    return [each.position for page in pages for each in page]


def refuse(error: Exception | None) -> None:
    raise AssertionError(error)


def test_what_is_recorded_later_comes_later(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=3))
    wait = Waits(
        lambda: events.append(batch("ana-ben", 4)),
        nothing,
        lambda: events.append(batch("cem-ben", 1, count=2)),
    )

    assert positions(follow(Follower(events), wait, refuse)) == [1, 2, 3, 4, 5, 6]


def test_following_begins_behind_a_position(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=3))

    assert positions(follow(Follower(events, after=2), Waits(), refuse)) == [3]


def test_following_goes_on_behind_a_line_of_an_export(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=4))
    second = events.read()[1]
    (last,) = read_export([line(second)])

    assert last == second
    assert positions(follow(Follower(events, last=last), Waits(), refuse)) == [3, 4]


def test_a_long_record_is_followed_without_pauses(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=2 * PAGE + 5))
    wait = Waits(nothing, nothing)

    assert len(positions(follow(Follower(events), wait, refuse))) == 2 * PAGE + 5
    assert wait.pauses == [0, 0, SHORTEST]


def test_the_longer_nothing_happens_the_longer_are_the_pauses(events: FakeEventStore) -> None:
    wait = Waits(*[nothing] * 8, lambda: events.append(batch("ana-ben", 1)))

    assert positions(follow(Follower(events), wait, refuse)) == [1]
    assert wait.pauses[:3] == [2 * SHORTEST, 4 * SHORTEST, 8 * SHORTEST]
    assert wait.pauses[7:] == [LONGEST, LONGEST, SHORTEST]


class Unreliable:
    """A record that can't be reached for a while."""

    def __init__(self, events: EventStore) -> None:
        self.events = events
        self.errors: list[Exception] = []

    def fail(self, *errors: Exception) -> None:
        self.errors += errors

    def read(self, after: int = 0, limit: int = 1000) -> list[RecordedFact]:
        if self.errors:
            raise self.errors.pop(0)
        return self.events.read(after, limit)


def unreliable(events: EventStore) -> tuple[Unreliable, Follower]:
    store = Unreliable(events)
    return store, Follower(cast("EventStore", store))


def test_a_database_that_is_away_for_a_while_is_waited_for(events: FakeEventStore) -> None:
    store, follower = unreliable(events)
    events.append(batch("ana-ben", 1))
    told: list[Exception | None] = []
    wait = Waits(lambda: store.fail(AWAY, AWAY), nothing, lambda: events.append(batch("b", 1)))

    assert positions(follow(follower, wait, told.append)) == [1, 2]
    assert told == [AWAY, None]
    assert wait.pauses == [SHORTEST, LONGEST, LONGEST, SHORTEST]


def test_waiting_for_a_database_ends_when_it_shall(events: FakeEventStore) -> None:
    store, follower = unreliable(events)
    told: list[Exception | None] = []
    wait = Waits(lambda: store.fail(*[AWAY] * 9), nothing)

    assert positions(follow(follower, wait, told.append)) == []
    assert told == [AWAY]


@pytest.mark.parametrize("error", [ProgrammingError("SELECT", None, Exception("no table"))])
def test_what_no_waiting_cures_is_not_waited_for(events: FakeEventStore, error: Exception) -> None:
    store, follower = unreliable(events)

    with pytest.raises(type(error)):
        positions(follow(follower, Waits(lambda: store.fail(error)), refuse))


def test_a_database_that_is_not_there_at_first_is_not_waited_for(events: FakeEventStore) -> None:
    store, follower = unreliable(events)
    store.fail(AWAY)

    with pytest.raises(OperationalError):
        positions(follow(follower, Waits(nothing), refuse))


def test_a_record_that_was_set_back_is_not_followed_any_further(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=3))
    older = FakeEventStore(Wall())
    older.append(batch("ana-ben", 1, count=2))
    store, follower = unreliable(events)

    with pytest.raises(RecordSetBack, match="position 3"):
        positions(follow(follower, Waits(lambda: setattr(store, "events", older)), refuse))


def test_another_record_is_not_taken_for_the_one_that_was_followed(
    events: FakeEventStore,
) -> None:
    events.append(batch("ana-ben", 1, count=3))
    other = to_cloudevent(events.read()[1]) | {"id": "another"}

    with pytest.raises(RecordSetBack, match="position 2"):
        Follower(events, last=from_cloudevent(other)).page()
