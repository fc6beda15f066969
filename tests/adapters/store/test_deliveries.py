"""What every log of deliveries must do, so that nobody gets a message twice or never."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from adapters.store.claims import LEASE
from domain.errors import BeingSent, NotFound
from domain.record import DeliveryRow
from tests.adapters.store.conftest import Store
from tests.adapters.store.samples import MONDAY, Wall, message

INVITATION = message()
LATER = MONDAY + timedelta(hours=1)


def claim(store: Store) -> DeliveryRow:
    return store.deliveries.claim(INVITATION, "<1@tandem>", MONDAY)


def test_a_new_message_is_claimed_for_its_first_attempt(store: Store) -> None:
    row = claim(store)

    assert row == DeliveryRow(
        effect="ana-ben/1/1",
        mentorship="ana-ben",
        kind="invitation",
        person="ana",
        status="sending",
        attempts=1,
        reason="",
        message_id="<1@tandem>",
        at=MONDAY,
    )
    assert store.deliveries.of("ana-ben") == [row]


@pytest.mark.parametrize("status", ["delivered", "bounced", "skipped"])
def test_a_message_with_a_final_fate_is_never_sent_again(store: Store, status: str) -> None:
    claim(store)
    store.deliveries.settle("ana-ben/1/1", status, "as it is", LATER)

    row = claim(store)

    assert (row.status, row.attempts, row.reason, row.at) == (status, 1, "as it is", LATER)


def test_a_final_fate_stays(store: Store) -> None:
    claim(store)
    store.deliveries.settle("ana-ben/1/1", "delivered", "", MONDAY)

    store.deliveries.settle("ana-ben/1/1", "deferred", "no answer", LATER)

    assert [row.status for row in store.deliveries.of("ana-ben")] == ["delivered"]


def test_a_deferred_message_is_tried_again_at_once(store: Store) -> None:
    claim(store)
    store.deliveries.settle("ana-ben/1/1", "deferred", "server down", MONDAY)

    row = store.deliveries.claim(INVITATION, "<1@tandem>", LATER)

    assert (row.status, row.attempts, row.reason, row.at) == ("sending", 2, "", LATER)
    assert store.deliveries.of("ana-ben") == [row]


def test_a_second_attempt_waits_while_the_first_one_is_sending(store: Store, wall: Wall) -> None:
    row = claim(store)
    wall.wait(LEASE.total_seconds() - 1)

    with pytest.raises(BeingSent, match="ana-ben/1/1"):
        claim(store)
    assert store.deliveries.of("ana-ben") == [row]


def test_messages_are_claimed_together_but_for_those_that_are_being_sent(store: Store) -> None:
    claim(store)
    store.deliveries.claim(message("ana-ben/1/2"), "<2@tandem>", MONDAY)
    store.deliveries.settle("ana-ben/1/2", "delivered", "", MONDAY)
    letters = [(message(f"ana-ben/1/{n}"), f"<{n}@tandem>") for n in (1, 2, 3)]

    rows = store.deliveries.claim_all(letters, LATER)

    assert [(row.effect, row.status) for row in rows] == [
        ("ana-ben/1/2", "delivered"),
        ("ana-ben/1/3", "sending"),
    ]
    with pytest.raises(BeingSent):
        store.deliveries.claim(message("ana-ben/1/3"), "<3@tandem>", LATER)


def test_the_message_of_a_dead_sender_is_taken_over(store: Store, wall: Wall) -> None:
    claim(store)
    wall.wait(LEASE.total_seconds())

    row = claim(store)

    assert (row.status, row.attempts) == ("sending", 2)
    with pytest.raises(BeingSent):
        claim(store)


def test_the_claim_of_a_living_sender_lasts_while_it_is_renewed(store: Store, wall: Wall) -> None:
    row = claim(store)
    for _ in range(3):
        wall.wait(LEASE.total_seconds() - 1)
        store.deliveries.renew("ana-ben/1/1")

    with pytest.raises(BeingSent):
        claim(store)
    assert store.deliveries.of("ana-ben") == [row]


def test_what_is_settled_is_not_claimed_by_renewing_it(store: Store) -> None:
    claim(store)
    store.deliveries.settle("ana-ben/1/1", "deferred", "server down", MONDAY)

    store.deliveries.renew("ana-ben/1/1")

    assert [row.status for row in store.deliveries.of("ana-ben")] == ["deferred"]
    assert claim(store).attempts == 2


def test_of_many_who_claim_a_message_at_once_one_may_send_it(store: Store) -> None:
    def attempt(_: int) -> bool:
        try:
            return claim(store).status == "sending"
        except BeingSent:
            return False

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(16))) == 1
    assert [row.attempts for row in store.deliveries.of("ana-ben")] == [1]


def test_the_messages_of_a_pair_are_listed_in_the_order_of_their_first_attempts(
    store: Store,
) -> None:
    effects = ["ana-ben/9/1", "ana-ben/10/1", "ana-ben/2/1"]
    for effect in effects:
        store.deliveries.claim(message(effect), f"<{effect}>", MONDAY)
    store.deliveries.claim(message("cem-ben/1/1"), "<other>", MONDAY)
    store.deliveries.settle("ana-ben/9/1", "deferred", "server down", LATER)
    store.deliveries.claim(message("ana-ben/9/1"), "<ana-ben/9/1>", LATER)

    assert [row.effect for row in store.deliveries.of("ana-ben")] == effects
    assert store.deliveries.of("nobody") == []


def test_a_message_that_nobody_claimed_can_not_be_settled(store: Store) -> None:
    with pytest.raises(NotFound, match="ana-ben/1/1"):
        store.deliveries.settle("ana-ben/1/1", "delivered", "", MONDAY)


def test_what_became_of_messages_elsewhere_is_kept_beside_what_is_known_here(
    store: Store,
) -> None:
    here = claim(store)
    elsewhere = here.model_copy(update={"effect": "ana-ben/2/1", "status": "delivered"})

    store.deliveries.take_over([here.model_copy(update={"status": "bounced"}), elsewhere])
    store.deliveries.take_over([])

    assert store.deliveries.of("ana-ben") == [here, elsewhere]
    assert store.deliveries.claim(message("ana-ben/2/1"), "<2@tandem>", LATER) == elsewhere
