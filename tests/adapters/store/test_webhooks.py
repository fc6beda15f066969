"""What every store of subscriptions must do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from adapters.store.event_store import event_store
from adapters.store.fake import FakeEventStore
from adapters.store.fake_webhooks import FakeWebhooks
from adapters.store.webhooks import SqlWebhooks
from domain.errors import NotFound
from domain.ports import EventStore
from domain.webhooks.model import DeadLetter, Progress
from domain.webhooks.ports import Webhooks
from tests.adapters.store.samples import batch
from tests.domain.webhooks.samples import NOON, webhook

ONE = webhook()
OTHER = webhook(
    id="b2c4d6e8f0a1",
    url="https://example.com/other",
    types=("meeting_held", "mentorship_closed"),
    programs=("career-growth",),
    added_at=NOON + timedelta(days=1),
    progress=Progress(position=7),
)
LETTER = DeadLetter(
    webhook=ONE.id,
    event="fact-3",
    position=3,
    type="meeting_held",
    mentorship="spring-N01-M01",
    attempts=9,
    error="500",
    at=NOON,
)
DONE = Progress(position=3, delivered=NOON)


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> tuple[Webhooks, EventStore]:
    if request.param == "fake":
        events = FakeEventStore()
        return FakeWebhooks(events), events
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return SqlWebhooks(engine), event_store(engine)


@pytest.fixture
def webhooks(store: tuple[Webhooks, EventStore]) -> Webhooks:
    found, _ = store
    found.add(ONE)
    return found


def test_subscriptions_are_listed_in_the_order_in_which_they_were_added(
    webhooks: Webhooks,
) -> None:
    webhooks.add(OTHER)

    assert webhooks.list() == [ONE, OTHER]
    assert webhooks.get(OTHER.id) == OTHER


def test_the_same_subscription_again_changes_nothing(webhooks: Webhooks) -> None:
    webhooks.keep(ONE.id, 1, DONE)

    webhooks.add(ONE.changed(url="https://example.com/"))

    assert webhooks.list() == [ONE.changed(progress=DONE)]


def test_progress_is_written_down_with_what_was_put_aside(webhooks: Webhooks) -> None:
    failing = Progress(position=2, attempts=3, error="500", next_at=NOON, delivered=NOON, lost=1)

    assert webhooks.keep(ONE.id, 1, failing)
    assert webhooks.get(ONE.id).progress == failing
    assert webhooks.keep(ONE.id, 1, Progress(position=3, error="500", lost=2), LETTER)
    assert webhooks.letters(ONE.id) == [LETTER]
    assert webhooks.letter(ONE.id, "fact-3") == LETTER


def test_a_delivery_under_way_does_not_undo_what_people_have_changed(webhooks: Webhooks) -> None:
    webhooks.pause(ONE.id, "by ana")
    webhooks.rotate(ONE.id, NOON)
    assert webhooks.keep(ONE.id, 1, DONE)

    kept = webhooks.get(ONE.id)
    assert (kept.paused, kept.generation, kept.older_until) == ("by ana", 2, NOON)
    assert kept.progress == DONE

    webhooks.replay(ONE.id, 1)
    assert not webhooks.keep(ONE.id, 1, Progress(position=4), LETTER)
    assert webhooks.get(ONE.id).progress == Progress(position=1, delivered=NOON)
    assert webhooks.letters(ONE.id) == []


def test_who_resumes_gets_the_next_event_at_once_with_all_its_attempts(
    webhooks: Webhooks,
) -> None:
    failing = Progress(position=2, attempts=8, error="500", next_at=NOON, lost=4)
    webhooks.keep(ONE.id, 1, failing)
    webhooks.pause(ONE.id, "5 events in a row were not taken.")

    webhooks.resume(ONE.id)

    resumed = webhooks.get(ONE.id)
    assert (resumed.paused, resumed.epoch) == ("", 2)
    assert resumed.progress == Progress(position=2, error="500")


def test_a_letter_is_gone_when_it_was_taken_and_counts_its_attempts_until_then(
    webhooks: Webhooks,
) -> None:
    earlier = LETTER.changed(event="fact-1", position=1)
    for letter in (LETTER, earlier):
        webhooks.keep(ONE.id, 1, DONE, letter)

    webhooks.settle(LETTER, "410 Gone")
    assert webhooks.letters(ONE.id) == [earlier, LETTER.changed(attempts=10, error="410 Gone")]
    webhooks.settle(LETTER)
    webhooks.settle(LETTER)

    assert webhooks.letters(ONE.id) == [earlier]
    with pytest.raises(NotFound, match="no dead letter fact-3"):
        webhooks.letter(ONE.id, "fact-3")


def test_a_letter_is_gone_when_a_replay_has_delivered_its_event(webhooks: Webhooks) -> None:
    earlier = LETTER.changed(event="fact-1", position=1)
    for letter in (LETTER, earlier):
        webhooks.keep(ONE.id, 1, DONE, letter)

    assert not webhooks.keep(ONE.id, 7, DONE, None, "fact-3")
    assert webhooks.keep(ONE.id, 1, DONE, None, "fact-3")

    assert webhooks.letters(ONE.id) == [earlier]


def test_an_event_that_is_put_aside_twice_is_one_letter(webhooks: Webhooks) -> None:
    webhooks.keep(ONE.id, 1, DONE, LETTER)
    webhooks.keep(ONE.id, 1, DONE, LETTER.changed(error="404"))

    assert [letter.error for letter in webhooks.letters(ONE.id)] == ["404"]


def test_nothing_is_left_of_a_subscription_that_was_removed(webhooks: Webhooks) -> None:
    webhooks.add(OTHER)
    webhooks.keep(ONE.id, 1, DONE, LETTER)

    webhooks.remove(ONE.id)

    assert webhooks.list() == [OTHER]
    assert webhooks.letters(ONE.id) == []
    assert not webhooks.keep(ONE.id, 1, DONE)


def test_a_subscription_that_there_is_not_is_not_found(webhooks: Webhooks) -> None:
    calls: list[Callable[[], object]] = [
        lambda: webhooks.get("nobody"),
        lambda: webhooks.pause("nobody", "by ana"),
        lambda: webhooks.resume("nobody"),
        lambda: webhooks.replay("nobody", 1),
        lambda: webhooks.rotate("nobody", NOON),
        lambda: webhooks.remove("nobody"),
    ]
    for call in calls:
        with pytest.raises(NotFound, match="no subscription nobody"):
            call()


def test_the_newest_position_is_that_of_the_record(
    store: tuple[Webhooks, EventStore],
) -> None:
    webhooks, events = store
    assert webhooks.newest() == 0

    positions = events.append(batch("ana-ben", 1, 3))

    assert webhooks.newest() == positions[-1]
