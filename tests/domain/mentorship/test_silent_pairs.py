"""Nobody does anything: a mentorship reaches its end by itself."""

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import MONDAYS, TUESDAYS, Story

TRIGGERS_OFF = {
    "escalation": {
        "triggers": {
            "agreement_overdue": False,
            "no_contact": None,
            "meetings_missed_in_a_row": None,
            "reviews_unanswered_in_a_row": None,
            "satisfaction_at_most": None,
            "fit": None,
            "concern": None,
        }
    }
}
ENDS = {"escalation": {"ladder": [{"rung": "default", "do": "end"}]}}
PAUSES = {"escalation": {"ladder": [{"rung": "default", "do": "pause"}]}}
INFORMAL = {"meetings": {"mode": "informal"}}
NO_DEPUTY = {"people": {"deputy": None}}
PROGRAMS = [{}, TRIGGERS_OFF, ENDS, PAUSES, INFORMAL, NO_DEPUTY, INFORMAL | TRIGGERS_OFF]


@pytest.mark.parametrize("rules", PROGRAMS)
def test_a_pair_that_never_signs_is_closed_as_never_started(rules: dict[str, object]) -> None:
    story = Story(**rules)

    story.ends()

    assert (story.state.stage, story.state.outcome) == ("closed", "never_started")
    assert story.over


@pytest.mark.parametrize("delivers", [True, False])
@pytest.mark.parametrize("rules", PROGRAMS)
def test_a_pair_that_falls_silent_after_signing_reaches_its_end(
    rules: dict[str, object], delivers: bool
) -> None:
    story = Story(**rules)
    story.delivers = delivers
    story.signed()

    story.ends()

    assert story.state.stage == "closed"
    assert story.state.outcome in ("ended_early", "completed")
    assert story.all(e.SurveyOpened)[-1].kind == "follow_up"


@pytest.mark.parametrize("stage", ["aligning", "active", "closing"])
def test_a_pause_that_was_forgotten_ends_the_mentorship(stage: str) -> None:
    story = {"aligning": Story().aligned, "active": Story().signed, "closing": Story().closing}[
        stage
    ]()
    story.asks("mentee", "pause", reason="moving house")

    story.ends()

    early = "never_started" if stage == "aligning" else "ended_early"
    assert (story.state.outcome, story.state.reason) == (early, "paused_too_long")


def test_a_pair_without_a_common_slot_still_reaches_its_end() -> None:
    story = Story((MONDAYS, TUESDAYS)).signed()

    story.ends()

    assert story.state.stage == "closed"
    assert not story.all(e.MeetingBooked)


def test_a_pair_that_was_dismissed_while_aligning_gets_a_new_deadline_and_ends() -> None:
    story = Story().aligned()
    story.passes(days=15)
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="on leave")

    story.ends()

    assert story.state.outcome == "never_started"
    assert len(story.all(e.AgreementOverdue)) == 2
