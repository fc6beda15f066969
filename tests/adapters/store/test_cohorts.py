"""What every store of cohorts must do."""

from datetime import timedelta

import pytest

from domain.clock import Clock
from domain.errors import CohortConflict, NotFound
from tests.adapters.store.conftest import Store
from tests.adapters.store.samples import (
    ANA,
    BEN,
    CEM,
    MONDAY,
    PROGRAM,
    SPRING,
    batch,
    board,
    pair,
)

FAST = Clock(epoch=MONDAY, origin=MONDAY + timedelta(days=9, microseconds=1), rate=345_600.0)


def test_a_launched_cohort_is_found_with_its_program_and_pairs(store: Store) -> None:
    fast = SPRING.model_copy(update={"clock": FAST})

    store.cohorts.save(fast, [ANA, BEN, CEM], [pair(ANA, BEN), pair(CEM, BEN)])

    assert store.cohorts.get("spring") == fast.model_copy(update={"pairs": 2})
    assert store.cohorts.pairs("spring") == [(1, pair(ANA, BEN)), (2, pair(CEM, BEN))]


def test_a_cohort_in_real_time_has_no_clock(store: Store) -> None:
    store.cohorts.save(SPRING, [], [])

    assert store.cohorts.get("spring") == SPRING


def test_the_same_launch_again_changes_nothing(store: Store) -> None:
    first = SPRING.model_copy(update={"clock": FAST})
    later = first.model_copy(update={"clock": FAST.model_copy(update={"origin": MONDAY})})
    store.cohorts.save(first, [ANA, BEN], [pair(ANA, BEN)])

    store.cohorts.save(later, [ANA, BEN], [pair(ANA, BEN)])

    assert store.cohorts.get("spring") == first.model_copy(update={"pairs": 1})
    assert store.cohorts.pairs("spring") == [(1, pair(ANA, BEN))]


def test_pairs_that_are_missing_come_behind_those_that_are_there(store: Store) -> None:
    store.cohorts.save(SPRING, [], [pair(ANA, BEN)])

    store.cohorts.save(SPRING, [], [pair(CEM, BEN), pair(ANA, BEN), pair(CEM, BEN)])

    assert store.cohorts.pairs("spring") == [(1, pair(ANA, BEN)), (2, pair(CEM, BEN))]
    assert store.cohorts.get("spring").pairs == 2


def test_a_corrected_address_reaches_the_pairs_of_that_person(store: Store) -> None:
    corrected = BEN.model_copy(update={"email": "benedict@example.org"})
    store.cohorts.save(SPRING, [ANA, BEN], [pair(ANA, BEN)])

    store.cohorts.save(SPRING, [ANA, corrected], [pair(ANA, corrected)])

    assert store.cohorts.pairs("spring") == [(1, pair(ANA, corrected))]


def test_pairs_are_read_page_by_page(store: Store) -> None:
    people = [ANA.model_copy(update={"person": f"p{n}"}) for n in range(5)]
    store.cohorts.save(SPRING, people, [pair(person, BEN) for person in people])

    first = store.cohorts.pairs("spring", limit=3)
    rest = store.cohorts.pairs("spring", after=3, limit=3)

    assert [ordinal for ordinal, _ in first] == [1, 2, 3]
    assert [ordinal for ordinal, _ in rest] == [4, 5]
    assert [each.mentee.person for _, each in first + rest] == ["p0", "p1", "p2", "p3", "p4"]
    assert store.cohorts.pairs("spring", after=5) == []


@pytest.mark.parametrize(
    "change",
    [
        {"program": PROGRAM.model_copy(update={"version": 2})},
        {"program": PROGRAM.model_copy(update={"length": timedelta(weeks=30)})},
        {"start": MONDAY + timedelta(days=7)},
    ],
    ids=["version", "rules", "start"],
)
def test_a_name_stands_for_one_program_and_one_start(
    store: Store, change: dict[str, object]
) -> None:
    store.cohorts.save(SPRING, [], [pair(ANA, BEN)])

    with pytest.raises(CohortConflict, match="spring was launched to start on 2026-03-02"):
        store.cohorts.save(SPRING.model_copy(update=change), [], [pair(CEM, BEN)])
    assert store.cohorts.get("spring").pairs == 1


def test_a_pair_belongs_to_one_cohort(store: Store) -> None:
    autumn = SPRING.model_copy(update={"name": "autumn"})
    store.cohorts.save(SPRING, [], [pair(ANA, BEN)])

    with pytest.raises(CohortConflict, match="Another cohort has a pair of cohort autumn"):
        store.cohorts.save(autumn, [], [pair(ANA, BEN)])
    assert [cohort.name for cohort in store.cohorts.list()] == ["spring"]


def test_cohorts_are_listed_by_name(store: Store) -> None:
    autumn = SPRING.model_copy(update={"name": "autumn"})
    store.cohorts.save(SPRING, [], [pair(ANA, BEN)])
    store.cohorts.save(autumn, [], [])

    assert store.cohorts.list() == [autumn, SPRING.model_copy(update={"pairs": 1})]


def test_a_cohort_that_was_never_launched_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="no cohort winter"):
        store.cohorts.get("winter")
    assert store.cohorts.pairs("winter") == []


def test_pairs_that_have_not_opened_are_paged_through(store: Store) -> None:
    people = [ANA.model_copy(update={"person": f"p{n}", "email": f"p{n}@x.org"}) for n in range(5)]
    pairs = [pair(each, BEN) for each in people]
    store.cohorts.save(SPRING, [], pairs)
    for opened in (pairs[0], pairs[3]):
        store.events.append(batch(opened.id, 1, board=board(opened.id, 1)))

    first = store.cohorts.unopened("spring", limit=2)
    rest = store.cohorts.unopened("spring", first[-1][0])

    assert [(n, each.id) for n, each in first] == [(2, pairs[1].id), (3, pairs[2].id)]
    assert [(n, each.id) for n, each in rest] == [(5, pairs[4].id)]
    assert store.cohorts.unopened("autumn") == []


def test_pairs_that_open_later_follow_the_version_to_which_their_cohort_was_moved(
    store: Store,
) -> None:
    newer = PROGRAM.model_copy(update={"version": 2})
    store.cohorts.save(SPRING, [ANA, BEN], [pair(ANA, BEN)])

    store.cohorts.follow("spring", newer)

    assert store.cohorts.get("spring").program == newer
    with pytest.raises(NotFound):
        store.cohorts.follow("autumn", newer)


def test_everybody_of_a_cohort_is_known_by_id(store: Store) -> None:
    store.cohorts.save(SPRING, [CEM, BEN], [pair(ANA, BEN)])

    assert store.cohorts.people("spring") == [ANA, BEN, CEM]
