"""Personal links: sent anew on request, withdrawn where they went astray."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import Story


def test_a_new_link_goes_to_whoever_asked_for_it_and_to_nobody_else() -> None:
    story = Story()

    assert story.asks("mentee", "send_link", task="survey:review-2") == ("link_requested",)

    (letter,) = story.mail("personal_link")
    assert letter.to.email == "ann@example.org"
    assert letter.link is not None
    assert letter.link.task == "survey:review-2"
    assert letter.link.expires == story.at + timedelta(days=7)


def test_links_that_went_astray_are_withdrawn_for_one_person_only() -> None:
    story = Story()
    story.passes(days=1)

    story.asks("mentor", "send_link", withdraw=True)

    assert story.state.links_since == {"mentor": story.at}


def test_asking_for_one_more_link_withdraws_none() -> None:
    story = Story()
    story.asks("mentor", "send_link", withdraw=True)
    withdrawn = story.at
    story.passes(days=1)

    story.asks("mentor", "send_link")

    assert story.state.links_since == {"mentor": withdrawn}
    assert story.last(e.LinkRequested).task == "mentorship"


def test_the_manager_can_withdraw_the_links_of_a_participant() -> None:
    story = Story()

    story.asks("manager", "send_link", to="mentee", withdraw=True)

    assert story.readers("personal_link") == ["mentee"]
    assert story.state.links_since == {"mentee": story.at}


def test_nobody_gets_a_link_for_somebody_else() -> None:
    assert Story().refuses("mentee", "send_link", to="mentor") == "not_allowed"
    assert Story().refuses("sponsor", "send_link", to="mentor") == "not_a_participant"
    assert Story().refuses("manager", "send_link") == "malformed_command"


@pytest.mark.parametrize("task", ["inbox:m1/1", "anything", "meeting:", "survey:../x", ""])
def test_a_link_opens_only_what_there_are_pages_for(task: str) -> None:
    assert Story().refuses("mentee", "send_link", task=task) == "malformed_command"


def test_a_link_can_be_had_for_as_long_as_the_mentorship_is_looked_after() -> None:
    story = Story().closing()
    story.passes(days=20)
    assert story.state.stage == "closed"

    assert story.asks("mentee", "send_link") == ("link_requested",)
