"""Extensions: weeks that both want or the program's people give, and what begins anew."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from domain.mentorship.closure import CHECKLIST
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
END = START + 26 * WEEK
PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}


def goodbye(story: Story) -> None:
    """Everything on the checklist is done."""
    for item in CHECKLIST:
        story.asks("mentee", "tick_checklist", item=item)


def test_an_extension_needs_both() -> None:
    story = Story().signed()

    assert story.asks("mentee", "extend", weeks=4) == ("extension_proposed",)
    assert story.asks("mentee", "extend", weeks=4) == ()
    assert story.readers("extension_request") == ["mentor"]
    assert story.asks("mentor", "extend", weeks=4) == ("mentorship_extended",)

    assert story.state.ends == END + 4 * WEEK
    assert story.mail("extension_notice")[0].facts["ends"] == (END + 4 * WEEK).isoformat()


def test_another_number_of_weeks_is_another_proposal() -> None:
    story = Story().signed()
    story.asks("mentee", "extend", weeks=4)

    assert story.asks("mentor", "extend", weeks=2) == ("extension_proposed",)
    assert story.asks("mentee", "extend", weeks=2) == ("mentorship_extended",)


def test_a_proposal_to_extend_lapses() -> None:
    story = Story().signed()
    story.asks("mentee", "extend", weeks=4)

    story.passes(days=14)

    assert story.when(e.ExtensionLapsed) == [START + 14 * DAY]
    assert story.asks("mentor", "extend", weeks=4) == ("extension_proposed",)


@pytest.mark.parametrize("by", ["manager", "deputy"])
def test_the_people_of_the_program_extend_alone(by: str) -> None:
    story = Story().signed()

    assert story.asks(by, "extend", weeks=4) == ("mentorship_extended",)


def test_after_an_extension_notices_are_given_anew() -> None:
    story = Story(**PATIENT).signed()
    story.lasts_until(END - 10 * DAY)
    story.asks("manager", "extend", weeks=8)

    story.ends()

    assert story.when(e.ClosingNoticed)[2:] == [
        END + 8 * WEEK - 30 * DAY,
        END + 8 * WEEK - 14 * DAY,
    ]


def test_reviews_and_meetings_go_on_after_an_extension() -> None:
    story = Story().signed()
    story.asks("manager", "extend", weeks=8)
    while story.at < END + 8 * WEEK - DAY:
        story.lives_a_day()

    assert story.when(e.MeetingBooked)[-1] > END
    assert [s.id for s in story.state.surveys][-1] == "review-8"


def test_an_extension_out_of_the_closing_makes_the_mentorship_active_again() -> None:
    story = Story().closing()
    story.answers("mentee", "final")
    goodbye(story)
    story.passes(days=5)

    facts = story.asks("manager", "extend", weeks=8)

    assert facts == ("survey_closed", "mentorship_extended", "meeting_booked")
    assert story.state.stage == "active"
    assert story.state.ends == story.at + 8 * WEEK
    assert story.last(e.SurveyClosed).revoked
    assert story.state.silent_at == story.at + 3 * WEEK
    assert story.state.review_at == START + 28 * WEEK


def test_after_such_an_extension_the_goodbye_begins_anew() -> None:
    story = Story().closing()
    story.answers("mentee", "final")
    story.answers("mentor", "final")
    story.asks("mentee", "tick_checklist", item="thanks")
    story.asks("manager", "extend", weeks=4)
    while story.state.stage == "active":
        story.lives_a_day()

    assert story.survey("final-2").open
    assert story.state.checklist == ()
    story.ends()
    assert story.state.outcome == "completed"


def test_both_extend_out_of_the_closing_too() -> None:
    story = Story().closing()
    story.asks("mentee", "extend", weeks=2)

    assert "mentorship_extended" in story.asks("mentor", "extend", weeks=2)


def test_a_program_that_does_not_mind_silence_does_not_mind_it_after_an_extension() -> None:
    story = Story(**PATIENT).closing()

    story.asks("manager", "extend", weeks=4)
    story.ends()

    assert not [event for event in story.all(e.EpisodeOpened) if event.trigger == "no_contact"]


@pytest.mark.parametrize(
    ("by", "weeks", "code"),
    [
        ("sponsor", 2, "not_a_participant"),
        ("mentee", 0, "malformed_command"),
        ("mentee", 53, "malformed_command"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(by: str, weeks: int, code: str) -> None:
    assert Story().signed().refuses(by, "extend", weeks=weeks) == code


def test_what_has_not_begun_can_not_be_extended() -> None:
    assert Story().refuses("manager", "extend", weeks=2) == "wrong_stage"
