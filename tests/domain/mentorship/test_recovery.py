"""A mentorship that was lost goes on from its record: the same state, nothing sent twice."""

from collections.abc import Iterable

import pytest

from domain.mentorship.messages import Message
from domain.mentorship.recovery import BrokenStream, Recovered, recover
from domain.mentorship.storage import store
from domain.record import DeliveryRow, StoredFact
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story


def recorded(story: Story) -> list[StoredFact]:
    return [store("m1", fact) for fact in story.facts]


def row(message: Message, status: str = "delivered") -> DeliveryRow:
    return DeliveryRow.model_validate(
        {
            "effect": message.id,
            "mentorship": message.mentorship,
            "kind": message.kind,
            "person": message.to.person,
            "status": status,
            "attempts": 1,
            "reason": "",
            "message_id": f"<{message.id}>",
            "at": message.at,
        }
    )


def recovered(story: Story, deliveries: Iterable[DeliveryRow]) -> Recovered:
    found = recover("m1", recorded(story), deliveries)
    assert found is not None
    return found


def sent(story: Story) -> list[DeliveryRow]:
    """Everything has arrived."""
    return [row(message) for message in story.messages]


def effects(found: Recovered) -> list[str]:
    return [message.id for message in found.outbox]


@pytest.mark.parametrize("life", LIVES)
def test_a_life_that_is_lost_at_any_moment_is_found_again_as_it_was(life: object) -> None:
    assert callable(life)
    story: Story = life()
    facts, last = recorded(story), story.state

    found = recover("m1", facts, ())

    assert found is not None
    assert found.state == last
    assert list(found.outbox) == [m for m in story.messages if m.to.role not in last.erased]
    for length in range(1, len(facts) + 1):
        part = recover("m1", facts[:length], ())
        assert part is not None
        assert [m.id for m in part.outbox] == [
            message.id
            for message in story.messages
            if int(message.id.split("/")[1]) <= length and message.to.role not in part.state.erased
        ]


def test_a_pair_that_was_never_opened_has_nothing_to_recover() -> None:
    assert recover("m1", (), ()) is None


def test_what_was_delivered_is_not_sent_again() -> None:
    story = Story().signed()

    found = recovered(story, sent(story))

    assert found.outbox == ()
    assert not found.over


def test_what_was_recorded_and_not_sent_is_still_to_be_sent() -> None:
    story = Story().signed()
    *earlier, last = story.messages

    found = recovered(story, [row(message) for message in earlier])

    assert effects(found) == [last.id]


@pytest.mark.parametrize("status", ["sending", "deferred"])
def test_a_letter_on_its_way_is_still_to_be_settled(status: str) -> None:
    story = Story()
    to_mentee, to_mentor = story.messages

    found = recovered(story, [row(to_mentee), row(to_mentor, status)])

    assert effects(found) == [to_mentor.id]


def test_a_letter_that_an_older_release_never_wrote_is_not_sent_after_later_ones() -> None:
    story = Story().signed()
    _, to_mentor, *later = story.messages

    found = recovered(story, [row(message) for message in (to_mentor, *later)])

    assert found.outbox == ()


def test_a_bounce_that_the_rules_were_not_told_of_is_taken_up_again() -> None:
    story = Story()
    to_mentee, to_mentor = story.messages
    deliveries = [row(to_mentee, "bounced"), row(to_mentor)]

    assert effects(recovered(story, deliveries)) == [to_mentee.id]

    story.hears(to_mentee, "bounced")
    assert effects(recovered(story, deliveries)) == []


def test_a_skipped_reminder_that_the_rules_were_not_told_of_is_taken_up_again() -> None:
    story = Story()
    story.passes(days=5)
    (reminder, *_) = story.mail("agreement_reminder")
    deliveries = [row(m, "skipped" if m == reminder else "delivered") for m in story.messages]

    assert effects(recovered(story, deliveries)) == [reminder.id]

    story.hears(reminder, "skipped")
    assert effects(recovered(story, deliveries)) == []


def test_a_nudge_counts_as_delivered_only_when_the_rules_were_told() -> None:
    story = Story()
    story.delivers = False
    story.passes(days=15)
    nudges = story.mail("nudge")

    assert effects(recovered(story, sent(story))) == [nudge.id for nudge in nudges]

    story.hears(nudges[0], "delivered")
    assert effects(recovered(story, sent(story))) == [nudges[1].id]


def test_a_nudge_of_a_closed_mentorship_counts_for_nothing_any_more() -> None:
    story = Story()
    story.delivers = False
    story.passes(days=15)
    story.asks("manager", "end", reason="left_organisation")

    assert recovered(story, sent(story)).over


def test_a_closed_mentorship_with_an_unsent_farewell_is_not_over() -> None:
    story = Story()
    story.asks("manager", "end", reason="left_organisation")
    *earlier, farewell = story.messages

    found = recovered(story, [row(message) for message in earlier])

    assert effects(found) == [farewell.id]
    assert not found.over
    assert recovered(story, sent(story)).over


def test_a_request_that_was_answered_gets_the_same_answer_again() -> None:
    story = Story().signed()

    answered = recovered(story, ()).answered

    assert [fact for one in answered.values() for fact in one.facts] == [
        fact.event.TYPE for fact in story.facts if fact.cause.startswith("r")
    ]
    assert list(answered.values())[-1].version == story.state.version


def test_a_report_of_deliveries_is_nobody_s_request() -> None:
    story = Story()
    (to_mentee, _) = story.messages
    story.hears(to_mentee, "bounced")
    facts = recorded(story)
    told = facts[-1].model_copy(update={"cause": f"deliveries:{to_mentee.id}"})

    found = recover("m1", [*facts[:-1], told], ())

    assert found is not None
    assert found.answered == {}


def test_facts_with_a_hole_are_refused_by_name() -> None:
    facts = recorded(Story().signed())

    with pytest.raises(BrokenStream, match="m1 goes from version 1 to 3"):
        recover("m1", [facts[0], *facts[2:]], ())
    with pytest.raises(BrokenStream, match="m1 goes from version 0 to 2"):
        recover("m1", facts[1:], ())


def test_a_letter_that_waited_is_not_lost_because_a_link_went_out_before_it() -> None:
    story = Story(working_hours={})
    waiting = story.mail("invitation")
    story.asks("mentee", "send_link")
    (link,) = story.mail("personal_link")

    found = recovered(story, [row(link)])

    assert effects(found) == [message.id for message in waiting]
