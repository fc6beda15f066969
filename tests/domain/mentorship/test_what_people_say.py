"""Fit checks, low scores and concerns: what people say that needs a human."""

from datetime import timedelta

import pytest

from tests.domain.mentorship.story import Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PATIENT = {"escalation": {"triggers": {"no_contact": None}}}
SLOW = {
    "triggers": {"no_contact": None},
    "ladder": [{"rung": "ask_manager", "wait": "60 days"}, {"rung": "default", "do": "end"}],
}


def test_after_the_first_meeting_held_both_are_asked_whether_they_fit() -> None:
    story = Story().signed()

    facts = story.meets()

    assert "survey_opened" in facts
    assert story.readers("fit_check") == ["mentee", "mentor"]
    assert story.survey("fit-1").closes == story.at + WEEK


def test_who_fits_is_not_asked_again() -> None:
    story = Story(**PATIENT).signed()
    story.meets()
    story.answers("mentee", "fit-1", fit="good")
    story.answers("mentor", "fit-1", fit="good")

    story.meets()

    assert story.state.survey("fit-2") is None


def test_whoever_is_still_deciding_is_asked_again_after_the_next_meeting() -> None:
    story = Story(**PATIENT).signed()
    story.meets()
    story.answers("mentee", "fit-1", fit="still_deciding")
    story.answers("mentor", "fit-1", fit="good")

    story.meets()

    assert story.survey("fit-2").to == ("mentee",)
    assert story.mail("fit_check")[-1].facts["again"] is True
    assert story.refuses("mentor", "answer_survey", survey="fit-2", answers={"fit": "good"}) == (
        "not_asked"
    )


def test_a_fit_check_that_is_still_open_is_not_doubled() -> None:
    story = Story(**PATIENT, meetings={"every": "1 week"}).signed()
    story.meets()
    story.answers("mentee", "fit-1", fit="still_deciding")

    story.meets()

    assert story.state.survey("fit-2") is None


def test_a_program_without_fit_check_asks_nobody() -> None:
    story = Story(meetings={"fit_check": False}).signed()

    assert "survey_opened" not in story.meets()


@pytest.mark.parametrize(("score", "opens"), [(4, True), (5, False)])
def test_low_satisfaction_goes_straight_to_the_manager(score: int, opens: bool) -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)

    facts = story.answers("mentee", "review-1", satisfaction=score)

    assert ("episode_opened" in facts) is opens
    assert story.readers("manager_task") == (["manager"] if opens else [])
    assert not story.mail("nudge")


def test_the_program_says_which_score_is_low_and_the_evidence_says_so() -> None:
    rules = {"triggers": {"no_contact": None, "satisfaction_at_most": 6}}
    story = Story(escalation=rules).signed()
    story.passes(weeks=4)

    story.answers("mentee", "review-1", satisfaction=6)

    assert story.episode.evidence == ("Ann gave 6 of 10 for satisfaction in review-1 (limit 6).",)
    assert [story.facts[v - 1].event.TYPE for v in story.episode.facts] == ["survey_answered"]


def test_a_better_score_of_the_same_person_ends_the_episode() -> None:
    story = Story(escalation=SLOW).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=3)
    story.passes(weeks=4)
    assert story.survey("review-2").open

    facts = story.answers("mentee", "review-2", satisfaction=8)

    assert "episode_ended" in facts
    assert story.state.episodes[0].ended_by == "recovery"


def test_not_a_good_fit_opens_an_episode_at_once_and_only_the_manager_learns_who_said_it() -> None:
    story = Story().signed()
    story.meets()
    known = len(story.messages)

    facts = story.answers("mentee", "fit-1", fit="not_good")

    assert "episode_opened" in facts
    assert [message.to.role for message in story.messages[known:]] == ["manager"]
    assert (
        "Ann says that the match is not a good fit."
        in story.mail("manager_task")[0].facts["evidence"]
    )


@pytest.mark.parametrize("stage", ["aligning", "active", "paused"])
def test_a_concern_reaches_the_manager_at_once(stage: str) -> None:
    story = Story()
    if stage != "aligning":
        story.signed()
    if stage == "paused":
        story.asks("mentor", "pause", reason="a trip")

    facts = story.asks("mentee", "raise_concern", text="He shouts at me.")

    assert facts[:3] == ("concern_raised", "episode_opened", "rung_taken")
    (task,) = story.mail("manager_task")
    assert task.facts["evidence"] == ["Ann raised a concern: He shouts at me."]
    assert not story.mail("nudge")


def test_a_concern_within_a_review_counts_too() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)

    story.answers("mentor", "review-1", concerns="She never comes.")

    assert story.episode.trigger == "concern"
    assert story.episode.evidence == ("Ben raised a concern: She never comes.",)


def test_the_same_concern_is_raised_once() -> None:
    story = Story().signed()
    story.asks("mentee", "raise_concern", text="He shouts at me.")

    assert story.asks("mentee", "raise_concern", text="He shouts at me.") == ()


def test_another_concern_joins_the_open_episode_and_reaches_whoever_has_it() -> None:
    story = Story().signed()
    story.asks("mentee", "raise_concern", text="He shouts at me.")
    story.passes(days=4)

    facts = story.asks("mentor", "raise_concern", text="She insults me.")

    assert facts == ("concern_raised",)
    assert story.readers("deputy_task") == ["deputy", "deputy"]
    assert story.mail("deputy_task")[-1].facts["evidence"] == [
        "Ann raised a concern: He shouts at me.",
        "Ben raised a concern: She insults me.",
    ]
    assert len(story.episode.facts) == 2


def test_a_program_may_keep_concerns_out_of_the_escalation() -> None:
    story = Story(escalation={"triggers": {"concern": None}}).signed()

    assert story.asks("mentee", "raise_concern", text="Hm.") == ("concern_raised",)


@pytest.mark.parametrize(
    ("by", "text", "code"),
    [("manager", "x", "not_allowed"), ("mentee", "", "malformed_command")],
)
def test_what_is_no_concern_of_the_pair_is_refused(by: str, text: str, code: str) -> None:
    assert Story().signed().refuses(by, "raise_concern", text=text) == code
