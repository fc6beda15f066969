"""The end: what is compensated, what nobody can do any more, and the follow-up."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def test_ending_early_compensates_whatever_still_hangs() -> None:
    story = Story().signed()
    story.meets()
    story.passes(weeks=3)
    story.asks("mentor", "raise_concern", text="She never comes.")
    story.lasts_until(START + 4 * WEEK + DAY)
    known = len(story.messages)

    facts = story.asks("mentee", "end", reason="changed_role", note="moved to Porto")

    assert facts == (
        "meeting_cancelled",
        "meeting_unknown",
        "survey_closed",
        "episode_ended",
        "episode_ended",
        "mentorship_closed",
    )
    cancelled = [m for m in story.messages[known:] if m.kind == "meeting_cancellation"]
    assert [m.meeting and m.meeting.method for m in cancelled] == ["CANCEL", "CANCEL"]
    assert story.last(e.SurveyClosed).revoked
    assert {episode.ended_by for episode in story.state.episodes} == {"closure"}
    assert story.readers("farewell") == ["mentee", "mentor"]
    assert "moved to Porto" not in str(story.mail("farewell"))


def test_a_meeting_of_the_past_without_an_answer_stays_unknown() -> None:
    story = Story().signed()
    story.lasts_until(story.meeting.end + timedelta(hours=3))

    facts = story.asks("mentee", "end", reason="other")

    assert "meeting_unknown" in facts
    assert "meeting_outcome_asked" not in story.ends()


def test_ending_is_done_once() -> None:
    story = Story().signed()
    story.asks("mentee", "end", reason="other")

    assert story.asks("mentor", "end", reason="other") == ()


@pytest.mark.parametrize("by", ["mentee", "mentor", "manager", "deputy"])
def test_either_of_the_two_and_the_program_may_end(by: str) -> None:
    story = Story().signed()

    story.asks(by, "end", reason="goals_reached")

    assert story.last(e.MentorshipClosed).by == by
    assert story.state.outcome == "ended_early"


def test_ending_while_aligning_means_never_started_and_has_no_follow_up() -> None:
    story = Story()

    story.asks("mentor", "end", reason="not_enough_time")

    assert story.state.outcome == "never_started"
    assert story.over


def test_an_end_needs_a_reason_of_the_list() -> None:
    assert Story().signed().refuses("mentee", "end", reason="bored") == "malformed_command"


def test_ending_while_paused_ends_the_pause() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")

    story.asks("mentor", "end", reason="other")

    assert story.state.pause is None
    assert story.state.stage == "closed"


@pytest.mark.parametrize(
    ("by", "command", "data"),
    [
        ("mentee", "sign_agreement", {}),
        ("mentee", "book_meeting", {"start": "2026-12-09T10:00:00Z"}),
        ("mentee", "raise_concern", {"text": "x"}),
        ("mentee", "tick_checklist", {"item": "thanks"}),
        ("mentor", "set_challenge", {"what": "x", "due": "2027-01-01"}),
        ("manager", "extend", {"weeks": 1}),
    ],
)
def test_after_the_end_nothing_more_is_done(
    by: str, command: str, data: dict[str, object]
) -> None:
    story = Story().signed()
    story.asks("mentee", "end", reason="other")

    assert story.refuses(by, command, **data) == "mentorship_closed"


# the follow-up


def test_ninety_days_after_the_end_both_are_asked_once_more() -> None:
    story = Story().signed()
    story.asks("mentee", "end", reason="other")

    story.passes(days=91)

    assert story.when(e.SurveyOpened) == [START + 90 * DAY]
    assert story.readers("follow_up") == ["mentee", "mentor"]
    assert not story.over
    assert story.answers("mentee", "follow-up") == ("survey_answered",)
    assert story.answers("mentor", "follow-up") == ("survey_answered", "survey_closed")
    assert story.over


def test_a_follow_up_that_nobody_answers_is_reminded_of_and_closes() -> None:
    story = Story(closure={"follow_up_after": "10 days"}).signed()
    story.asks("mentee", "end", reason="other")

    facts = story.ends()

    assert facts == ("survey_opened", "survey_reminded", "survey_reminded", "survey_closed")
    assert story.when(e.SurveyOpened) == [START + 10 * DAY]
    assert story.over


def test_a_program_without_follow_up_is_over_at_the_end() -> None:
    story = Story(closure={"follow_up_after": None}).signed()

    story.asks("mentee", "end", reason="other")

    assert story.over
