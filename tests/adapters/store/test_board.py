"""What every board must do."""

from tests.adapters.store.conftest import Store
from tests.adapters.store.samples import ANA, BEN, CEM, SPRING, batch, board, case, pair


def test_a_pair_is_shown_as_its_newest_fact_left_it(store: Store) -> None:
    store.events.append(batch("ana-ben", 1, board=board("ana-ben", 1, health=None, due=None)))
    newest = board("ana-ben", 2, case("ana-ben"), stage="paused")

    store.events.append(batch("ana-ben", 2, board=newest))

    assert store.board.pair("ana-ben") == newest
    assert store.board.pair("nobody") is None


def test_a_batch_without_a_board_row_leaves_the_board_alone(store: Store) -> None:
    row = board("ana-ben", 1, case("ana-ben"))
    store.events.append(batch("ana-ben", 1, board=row))

    store.events.append(batch("ana-ben", 2))

    assert store.board.pair("ana-ben") == row


def test_an_older_row_never_takes_the_place_of_a_newer_one(store: Store) -> None:
    newest = board("ana-ben", 5, case("ana-ben"))
    store.events.append(batch("ana-ben", 1, board=newest))

    store.events.append(batch("ana-ben", 2, board=board("ana-ben", 4, stage="closed")))

    assert store.board.pair("ana-ben") == newest


def test_a_cohort_shows_its_own_pairs_with_their_cases(store: Store) -> None:
    ours = [board("ana-ben", 1, case("ana-ben"), case("ana-ben", 2, days=3)), board("cem-ben", 1)]
    autumn = board("ana-cem", 1, case("ana-cem"), cohort="autumn")
    for row in (ours[1], autumn, ours[0]):
        store.events.append(batch(row.mentorship, 1, board=row))

    assert store.board.cohort("spring") == ours
    assert store.board.cohort("autumn") == [autumn]
    assert store.board.cohort("winter") == []


def test_the_inbox_has_the_oldest_case_first_and_loses_those_that_ended(store: Store) -> None:
    old, new, ended = case("ana-ben", days=1), case("cem-ben", 2, days=4), case("cem-ben", 1)
    store.events.append(batch("cem-ben", 1, board=board("cem-ben", 1, ended, new)))
    store.events.append(batch("ana-ben", 1, board=board("ana-ben", 1, old)))

    store.events.append(batch("cem-ben", 2, board=board("cem-ben", 2, new)))

    assert store.board.inbox() == [old, new]


def test_a_pair_is_open_until_it_is_closed_even_if_nothing_has_happened_yet(store: Store) -> None:
    pairs = [pair(ANA, BEN), pair(CEM, BEN), pair(ANA, CEM)]
    store.cohorts.save(SPRING, [], pairs)
    for each, stage in zip(pairs[:2], ("active", "closed"), strict=True):
        store.events.append(batch(each.id, 1, board=board(each.id, 1, stage=stage)))

    assert store.board.open_count("spring") == 2
    assert store.board.open_count("autumn") == 0


def test_the_pulse_is_another_one_after_every_fact(store: Store) -> None:
    before = store.board.pulse()
    assert store.board.pulse() == before

    store.events.append(batch("ana-ben", 1))

    assert store.board.pulse() != before
