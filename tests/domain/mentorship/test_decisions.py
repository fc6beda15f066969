"""What a manager decides on a stalled pair: eight decisions, and what each of them does."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OPENED = START + 3 * WEEK


def asked(**rules: object) -> Story:
    """A silent pair whose case has just reached the manager."""
    story = Story(**rules).signed()
    story.lasts_until(OPENED + 10 * DAY)
    assert story.episode.rungs[-1] == "ask_manager"
    return story


def decides(story: Story, decision: str, **data: object) -> tuple[str, ...]:
    """The manager decides on the only case."""
    return story.asks("manager", "decide_episode", episode=1, decision=decision, **data)


def test_a_nudge_with_own_words_goes_to_the_pair_and_gives_them_time() -> None:
    story = asked()
    known = len(story.mail("nudge"))

    assert decides(story, "nudge", note="Please call each other.") == ("episode_decided",)

    fresh = story.mail("nudge")[known:]
    assert [message.to.role for message in fresh] == ["mentee", "mentor"]
    assert fresh[0].facts["words"] == "Please call each other."
    assert story.episode.next_at == story.at + 3 * DAY
    story.passes(days=3)
    assert story.episode.rungs[-1] == "ask_deputy"
    assert not story.all(e.RungUndelivered)


def test_a_nudge_about_one_person_goes_to_that_person_alone() -> None:
    story = Story(escalation={"triggers": {"no_contact": None}}).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=2)

    decides(story, "nudge", note="Shall we talk?")

    (nudge,) = story.mail("nudge")
    assert nudge.to.role == "mentee"
    assert nudge.facts["why"] == "We would like to hear how your mentorship is going."


def test_a_call_that_was_logged_gives_time_and_keeps_the_case_open() -> None:
    story = asked()
    story.passes(days=1)

    assert decides(story, "log_call", note="They will meet on Friday.") == ("episode_decided",)

    assert story.last(e.EpisodeDecided).note == "They will meet on Friday."
    assert story.episode.next_at == story.at + 3 * DAY
    assert story.episode.ended is None


def test_a_case_can_be_snoozed_as_long_and_as_often_as_the_program_allows() -> None:
    story = asked(escalation={"snooze": {"length": "2 days", "at_most": 1}})

    assert decides(story, "snooze") == ("episode_decided",)
    assert story.episode.next_at == story.at + 2 * DAY

    again = {"episode": 1, "decision": "snooze"}
    assert story.refuses("manager", "decide_episode", **again) == "snoozed_too_often"


def test_by_default_a_case_is_snoozed_for_three_days_and_twice_at_most() -> None:
    story = asked()
    decides(story, "snooze")
    assert story.episode.next_at == story.at + 3 * DAY
    decides(story, "snooze")

    again = {"episode": 1, "decision": "snooze"}
    assert story.refuses("manager", "decide_episode", **again) == "snoozed_too_often"


def test_after_a_snooze_the_ladder_climbs_on() -> None:
    story = asked()
    decides(story, "snooze")

    story.passes(days=3)

    assert story.episode.rungs[-1] == "ask_deputy"


def test_a_late_bounce_does_not_undo_a_snooze() -> None:
    story = asked()
    decides(story, "snooze")
    until = story.episode.next_at

    story.hears(story.mail("manager_task")[0], "bounced")

    assert story.episode.next_at == until


@pytest.mark.parametrize("resume_on", [None, "2026-03-01T09:00:00Z"])
def test_a_pause_ends_the_case_and_stops_the_mentorship(resume_on: str | None) -> None:
    story = asked()

    facts = decides(story, "pause", note="Ben is ill.", resume_on=resume_on)

    assert facts[:2] == ("episode_decided", "episode_ended")
    assert facts[-1] == "mentorship_paused"
    assert story.episode.ended_by == "decision"
    assert story.state.pause is not None
    assert story.state.pause.reason == "Ben is ill."


def test_a_pause_of_what_is_paused_already_only_ends_the_case() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")
    story.asks("mentor", "raise_concern", text="She left without a word.")

    facts = decides(story, "pause", note="agreed")

    assert facts == ("episode_decided", "episode_ended")
    assert len(story.all(e.MentorshipPaused)) == 1


def test_an_extension_ends_the_case_and_moves_the_end() -> None:
    story = asked()
    ends = story.state.ends

    facts = decides(story, "extend", weeks=4)

    assert facts == ("episode_decided", "episode_ended", "mentorship_extended")
    assert ends is not None
    assert story.state.ends == ends + 4 * WEEK


def test_a_rematch_closes_with_an_outcome_of_its_own() -> None:
    story = asked()

    facts = decides(story, "rematch", note="Ann needs somebody in finance.")

    assert facts[-1] == "mentorship_closed"
    assert (story.state.outcome, story.state.reason) == ("rematched", "rematch")
    assert story.episode.ended_by == "decision"


def test_an_end_closes_early_with_its_reason() -> None:
    story = asked()

    decides(story, "end", reason="left_organisation")

    assert (story.state.outcome, story.state.reason) == ("ended_early", "left_organisation")


def test_an_end_before_both_have_signed_means_never_started() -> None:
    story = Story()
    story.passes(days=15)

    decides(story, "end", reason="not_enough_time")

    assert story.state.outcome == "never_started"


def test_a_dismissed_case_is_over_with_its_reason() -> None:
    story = asked()

    assert decides(story, "dismiss", note="They meet at lunch.") == (
        "episode_decided",
        "episode_ended",
    )
    assert story.last(e.EpisodeDecided).note == "They meet at lunch."
    assert story.state.stage == "active"


def test_the_deputy_decides_too() -> None:
    story = asked()

    decision = {"episode": 1, "decision": "dismiss", "note": "all is well"}
    assert story.asks("deputy", "decide_episode", **decision)
    assert story.last(e.EpisodeDecided).by == "deputy"


def test_other_cases_end_by_closure_when_a_decision_closes_the_mentorship() -> None:
    story = asked()
    story.asks("mentee", "raise_concern", text="He never writes.")

    decides(story, "rematch")

    assert [episode.ended_by for episode in story.state.episodes] == ["decision", "closure"]


@pytest.mark.parametrize(
    ("by", "data", "code"),
    [
        ("mentee", {"episode": 1, "decision": "dismiss", "note": "x"}, "not_allowed"),
        ("manager", {"episode": 2, "decision": "dismiss", "note": "x"}, "no_such_episode"),
        ("manager", {"episode": 1, "decision": "forget"}, "malformed_command"),
        ("manager", {"episode": 1, "decision": "dismiss"}, "reason_missing"),
        ("manager", {"episode": 1, "decision": "nudge", "note": "  "}, "reason_missing"),
        ("manager", {"episode": 1, "decision": "log_call"}, "reason_missing"),
        ("manager", {"episode": 1, "decision": "pause"}, "reason_missing"),
        ("manager", {"episode": 1, "decision": "end"}, "reason_missing"),
        ("manager", {"episode": 1, "decision": "extend"}, "malformed_command"),
        (
            "manager",
            {"episode": 1, "decision": "pause", "note": "x", "resume_on": "2026-01-06T00:00:00Z"},
            "date_in_the_past",
        ),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    by: str, data: dict[str, object], code: str
) -> None:
    assert asked().refuses(by, "decide_episode", **data) == code


def test_a_case_that_is_over_can_not_be_decided_again() -> None:
    story = asked()
    decides(story, "dismiss", note="all is well")

    again = {"episode": 1, "decision": "dismiss", "note": "all is well"}
    assert story.refuses("manager", "decide_episode", **again) == "episode_over"


def test_an_extension_has_no_place_before_the_start() -> None:
    story = Story()
    story.passes(days=15)

    wish = {"episode": 1, "decision": "extend", "weeks": 2}
    assert story.refuses("manager", "decide_episode", **wish) == "wrong_stage"
