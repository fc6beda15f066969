"""What the engine remembers of a mentorship is written back into a record that lost it."""

from datetime import timedelta

import pytest

from activities import contracts
from activities.contracts import CarryOut, Deliveries, Facts, Post
from adapters.store.fake import FakeDeliveryLog, FakeEventStore
from domain.mentorship.messages import Delivery
from domain.mentorship.storage import fold
from domain.record import Batch
from entrypoints.refilling import Memory, note_sent, refill
from tests.domain.mentorship.story import START, Story
from tests.domain.mentorship.test_recovery import recorded


@pytest.fixture
def story() -> Story:
    return Story().signed()


@pytest.fixture
def log() -> FakeDeliveryLog:
    return FakeDeliveryLog()


def name(effect: str) -> str:
    return f"<{effect}@tandem>"


def batch(story: Story, after: int, upto: int) -> Batch:
    facts = tuple(recorded(story)[after:upto])
    return Batch(stream="m1", cohort="spring", expected=after, facts=facts)


def post(story: Story) -> Post:
    return Post(messages=tuple(story.messages), now=story.at, stale_until=story.at)


def fates(story: Story, outcome: str = "delivered") -> Deliveries:
    return Deliveries(
        deliveries=tuple(
            Delivery.model_validate({"effect": m.id, "outcome": outcome}) for m in story.messages
        )
    )


def test_facts_come_back_however_the_engine_had_heard_of_them(story: Story) -> None:
    memory, last = Memory(), story.state.version
    events = FakeEventStore()
    events.append(batch(story, 0, 2))
    carried = CarryOut(batch=batch(story, 5, last), post=post(story))

    memory.hears(contracts.RECORD, batch(story, 2, 4), None)
    memory.hears(contracts.CATCH_UP, None, Facts(facts=tuple(recorded(story)[4:5])))
    memory.hears(contracts.CARRY_OUT, carried, fates(story))
    refill(events, "m1", 2, memory)

    assert events.stream("m1") == recorded(story)
    assert fold("m1", events.stream("m1")) == story.state
    assert events.rows["m1"].version == last


def test_what_is_not_remembered_without_a_gap_does_not_come_back(story: Story) -> None:
    memory = Memory()
    memory.hears(contracts.RECORD, batch(story, 2, 3), None)
    memory.hears(contracts.RECORD, batch(story, 4, 6), None)

    assert [fact.version for fact in memory.behind(2)] == [3]


def test_letters_count_as_sent_again_and_those_that_waited_still_wait(
    story: Story, log: FakeDeliveryLog
) -> None:
    memory = Memory()
    memory.hears(contracts.DELIVER, post(story), fates(story, "deferred"))
    note_sent(log, memory, story.state.version, name)
    assert log.of("m1") == []

    memory.hears(contracts.DELIVER, post(story), fates(story))
    note_sent(log, memory, story.state.version, name)

    rows = log.of("m1")
    assert [row.effect for row in rows] == [message.id for message in story.messages]
    assert {(row.status, row.at) for row in rows} == {("delivered", story.at)}


def test_a_letter_that_was_on_its_way_when_the_copy_was_made_has_arrived(
    story: Story, log: FakeDeliveryLog
) -> None:
    memory = Memory()
    memory.hears(contracts.DELIVER, post(story), fates(story))
    log.claim(story.messages[0], name(story.messages[0].id), START + timedelta(days=1))

    note_sent(log, memory, story.state.version, name)

    assert {row.status for row in log.of("m1")} == {"delivered"}


def test_letters_of_facts_that_are_given_up_stay_unknown(
    story: Story, log: FakeDeliveryLog
) -> None:
    memory = Memory()
    memory.hears(contracts.DELIVER, post(story), fates(story))

    note_sent(log, memory, 1, name)

    assert [row.effect for row in log.of("m1")] == ["m1/1/1", "m1/1/2"]
    assert "m1/1/1" not in memory.posted(1)
    assert set(memory.posted(1)) == {m.id for m in story.messages} - {"m1/1/1", "m1/1/2"}
