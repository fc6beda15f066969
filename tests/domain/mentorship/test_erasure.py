"""Somebody is forgotten: the pair goes on being counted, and no letter reaches them any more."""

import pytest

from domain.mentorship.erasure import letters_without
from domain.mentorship.messages import Message
from domain.mentorship.refusals import NotAParticipant
from domain.mentorship.state import State
from domain.personal import ERASED
from tests.domain.mentorship.lives import a_full_life
from tests.domain.mentorship.story import Story


@pytest.fixture
def ended() -> Story:
    """A pair that has signed and then ended early; the follow-up is still to come."""
    story = Story().signed()
    story.asks("mentor", "raise_concern", text="Ann never calls")
    story.asks("manager", "end", reason="left_organisation", note="Ann has gone")
    return story


def test_a_state_holds_nothing_more_of_whoever_was_erased(ended: Story) -> None:
    ended.erases("mentee")

    text = ended.state.model_dump_json()
    assert "ann@example.org" not in text
    assert "negotiation" not in text
    assert "Both like writing." not in text
    assert ended.state.mentee.person == "P1"
    assert ended.state.mentor.email == "ben@example.org"
    assert State.model_validate_json(text) == ended.state


def test_numbers_stay_as_they_were() -> None:
    story = a_full_life()
    before = story.state

    story.erases("mentee")

    after = story.state
    kept = ("levels", "satisfaction", "fit", "meetings", "surveys", "started", "closed", "outcome")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert [goal.weight for goal in after.agreement.goals] == [
        goal.weight for goal in before.agreement.goals
    ]


def test_the_follow_up_asks_only_who_is_left(ended: Story) -> None:
    ended.erases("mentee")
    ended.passes(weeks=20)

    opened = [f.event for f in ended.facts if f.event.TYPE == "survey_opened"]
    assert opened[-1].to == ("mentor",)  # type: ignore[attr-defined]
    assert set(ended.readers("follow_up")) == {"mentor"}


def test_nobody_is_asked_what_came_of_it_once_both_are_erased(ended: Story) -> None:
    ended.erases("mentee")
    ended.erases("mentor")

    assert ended.state.follow_up_at is None
    assert ended.state.erased == ("mentee", "mentor")


def test_their_links_end_and_no_new_one_is_made(ended: Story) -> None:
    ended.erases("mentee")

    assert ended.state.links_since["mentee"] == ended.at
    assert ended.refuses("mentee", "send_link") == NotAParticipant.code
    assert ended.refuses("manager", "send_link", to="mentee") == NotAParticipant.code


def test_letters_that_wait_reach_the_other_without_the_name(ended: Story) -> None:
    waiting = [*ended.mail("farewell"), *ended.mail("manager_task"), *ended.mail("invitation")]
    party = ended.state.mentee

    left = list(letters_without(waiting, party, "mentee"))

    assert {letter.to.role for letter in left} == {"mentor"}
    assert {letter.kind for letter in left} == {"farewell", "invitation"}
    assert all(letter.facts["partner"] == ERASED for letter in left)
    assert not [letter for letter in left if has(letter, party.email) or has(letter, "Ann")]


def has(letter: Message, word: str) -> bool:
    return word in letter.model_dump_json()
