"""What every record must do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from threading import Event

import pytest

from domain.errors import RecordConflict
from domain.ports import EventStore
from domain.record import Batch, RecordedFact
from tests.adapters.store.conftest import Store
from tests.adapters.store.samples import Wall, batch, board, fact

Attempt = Callable[[], Batch]


def versions(store: Store, stream: str) -> list[int]:
    return [fact.version for fact in store.events.stream(stream)]


def test_facts_are_read_back_as_they_were_recorded(store: Store) -> None:
    given = batch("ana-ben", 1, count=3)

    positions = store.events.append(given)

    assert positions == (1, 2, 3)
    assert tuple(store.events.stream("ana-ben")) == given.facts


def test_what_was_written_in_a_goal_survives_letter_by_letter(store: Store) -> None:
    told = fact(
        "ana-ben", 1, "Führen, 指導\n", levels=[-2, 0.5, None, True], deep={"a": {"b": []}}
    )
    given = Batch(stream="ana-ben", cohort="spring", expected=0, facts=(told,))

    store.events.append(given)

    assert store.events.stream("ana-ben") == [told]


def test_a_moment_told_in_another_zone_is_the_same_moment(store: Store) -> None:
    told = fact("ana-ben", 1)
    abroad = told.model_copy(
        update={"at": told.at.astimezone(timezone(timedelta(hours=5, minutes=30)))}
    )

    store.events.append(Batch(stream="ana-ben", cohort="spring", expected=0, facts=(abroad,)))

    assert store.events.stream("ana-ben")[0].at == told.at


def test_each_fact_bears_the_time_of_its_recording_and_its_cohort(
    store: Store, wall: Wall
) -> None:
    store.events.append(batch("ana-ben", 1))
    first = wall.time
    wall.wait(90)
    store.events.append(batch("ana-ben", 2))

    recorded = store.events.read()

    assert [each.recorded_at for each in recorded] == [first, wall.time]
    assert {each.cohort for each in recorded} == {"spring"}
    assert store.events.history("ana-ben") == recorded


def test_a_stream_is_read_behind_a_version(store: Store) -> None:
    store.events.append(batch("ana-ben", 1, count=5))

    assert [fact.version for fact in store.events.stream("ana-ben", after=3)] == [4, 5]
    assert store.events.stream("nobody") == []


def test_the_record_is_read_page_by_page_in_the_order_of_recording(store: Store) -> None:
    for version in (1, 2, 3):
        store.events.append(batch("ana-ben", version))
        store.events.append(batch("cem-ben", version))

    first = store.events.read(limit=4)
    rest = store.events.read(after=first[-1].position, limit=4)

    assert [(each.fact.stream, each.fact.version) for each in first + rest] == [
        ("ana-ben", 1),
        ("cem-ben", 1),
        ("ana-ben", 2),
        ("cem-ben", 2),
        ("ana-ben", 3),
        ("cem-ben", 3),
    ]
    assert store.events.read(after=rest[-1].position) == []


def test_the_same_facts_again_are_at_the_same_positions_and_change_nothing(store: Store) -> None:
    first = batch("ana-ben", 1, count=2, board=board("ana-ben", 2))
    positions = store.events.append(first)
    store.events.append(batch("ana-ben", 3, board=board("ana-ben", 3, stage="paused")))

    again = store.events.append(first)

    shown = store.board.pair("ana-ben")
    assert again == positions
    assert versions(store, "ana-ben") == [1, 2, 3]
    assert shown is not None
    assert (shown.version, shown.stage) == (3, "paused")


def test_facts_that_were_recorded_in_a_longer_batch_are_known(store: Store) -> None:
    positions = store.events.append(batch("ana-ben", 1, count=4))

    assert store.events.append(batch("ana-ben", 2, count=2)) == positions[1:3]


def test_facts_of_which_only_some_are_recorded_are_refused(store: Store) -> None:
    store.events.append(batch("ana-ben", 1, count=2))

    with pytest.raises(RecordConflict, match="ana-ben is past version 0"):
        store.events.append(batch("ana-ben", 1, count=3))
    assert versions(store, "ana-ben") == [1, 2]


def test_other_facts_at_versions_that_are_taken_are_refused(store: Store) -> None:
    store.events.append(batch("ana-ben", 1, text="Ana signs"))

    with pytest.raises(RecordConflict, match="ana-ben is past version 0"):
        store.events.append(batch("ana-ben", 1, text="Ben signs"))
    assert [fact.data["text"] for fact in store.events.stream("ana-ben")] == ["Ana signs"]


def test_facts_ahead_of_their_stream_are_refused(store: Store) -> None:
    store.events.append(batch("ana-ben", 1))

    with pytest.raises(RecordConflict, match="ana-ben has not reached version 2"):
        store.events.append(batch("ana-ben", 3))
    with pytest.raises(RecordConflict, match="cem-ben has not reached version 1"):
        store.events.append(batch("cem-ben", 2))
    assert [each.fact.version for each in store.events.read()] == [1]


def test_a_refused_batch_leaves_the_board_as_it_was(store: Store) -> None:
    before = board("ana-ben", 1)
    store.events.append(batch("ana-ben", 1, board=before))

    with pytest.raises(RecordConflict):
        store.events.append(batch("ana-ben", 1, text="other", board=board("ana-ben", 9)))

    assert store.board.pair("ana-ben") == before


@pytest.mark.parametrize(
    "facts",
    [
        (fact("ana-ben", 2),),
        (fact("ana-ben", 1), fact("ana-ben", 3)),
        (fact("ana-ben", 2), fact("ana-ben", 1)),
        (fact("cem-ben", 1),),
    ],
)
def test_a_batch_with_a_gap_or_of_another_pair_is_refused(store: Store, facts: tuple[()]) -> None:
    with pytest.raises(RecordConflict, match="stream ana-ben must have the versions from 1 on"):
        store.events.append(Batch(stream="ana-ben", cohort="spring", expected=0, facts=facts))
    assert store.events.read() == []


def test_a_batch_without_facts_does_not_even_begin_a_stream(store: Store) -> None:
    assert store.events.append(batch("ana-ben", 1, count=0)) == ()
    assert store.events.append(batch("ana-ben", 1)) == (1,)


def test_of_many_who_write_to_one_pair_at_once_nobody_loses_anything(store: Store) -> None:
    def write(name: str) -> None:
        texts = [f"{name}-{n}" for n in range(10)]
        for _ in range(1000):
            reached = len(versions(store, "ana-ben"))
            try:
                store.events.append(batch("ana-ben", reached + 1, text=texts[-1]))
            except RecordConflict:
                continue
            texts.pop()
            if not texts:
                return

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, "abcd"))

    recorded = store.events.read()
    assert versions(store, "ana-ben") == list(range(1, 41))
    assert [each.fact.version for each in recorded] == list(range(1, 41))
    assert len({each.fact.data["text"] for each in recorded}) == 40


def test_a_reader_at_the_end_of_the_record_misses_nothing_that_is_being_written(
    store: Store,
) -> None:
    finished = Event()

    def write(stream: str) -> None:
        for version in range(1, 41, 2):
            store.events.append(batch(stream, version, count=2, board=board(stream, version + 1)))

    with ThreadPoolExecutor(5) as threads:
        reader = threads.submit(follow, store.events, finished)
        list(threads.map(write, ["ana-ben", "cem-ben", "ana-cem", "ben-cem"]))
        finished.set()
        seen = reader.result()

    positions = [each.position for each in seen]
    assert positions == sorted(set(positions))
    assert seen == store.events.read()
    assert len(seen) == 160
    assert all(versions(store, stream) == list(range(1, 41)) for stream in ("ana-ben", "ben-cem"))


def follow(events: EventStore, finished: Event) -> list[RecordedFact]:
    """Read on from the last position until there is nothing more to come."""
    seen: list[RecordedFact] = []
    while True:
        was_finished = finished.is_set()
        page = events.read(after=seen[-1].position if seen else 0, limit=7)
        seen += page
        if was_finished and not page:
            return seen
