"""Courses, goals, stall cases and scores: the same as in the state, at each fact of any life."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from domain.mentorship.decide import blank
from domain.mentorship.health import meetings_share
from domain.mentorship.state import State
from domain.mentorship.turn import Fact, evolve
from domain.mentorship.views import goal_attainment
from domain.readmodels.courses import course
from domain.readmodels.projection import project
from domain.readmodels.sheet import Sheet
from tests.domain.mentorship.lives import LIVES, PATIENT
from tests.domain.mentorship.story import Story, goal
from tests.domain.mentorship.test_any_story import AnyStory


def compare_along(facts: list[Fact]) -> Sheet:
    """Tell facts to a state and to a sheet, and compare the two behind each of them."""
    opening, sheet = facts[0], Sheet("m1")
    state = blank("m1", opening.event, opening.at)  # type: ignore[arg-type]
    for fact in facts:
        state = evolve(state, fact)
        project(sheet, fact)
        compare_courses(state, sheet)
        compare_goals(state, sheet)
    compare_episodes(state, sheet)
    return sheet


def compare_courses(state: State, sheet: Sheet) -> None:
    row = course(sheet)
    paused = state.pause.since if state.pause else None
    assert (row["opened"], row["started"], row["ends"]) == (
        state.opened,
        state.started,
        state.ends,
    )
    assert (row["closed"], row["outcome"], row["reason"]) == (
        state.closed,
        state.outcome,
        state.reason,
    )
    assert row["cadence"] == state.cadence.total_seconds()
    assert row["paused_since"] == paused
    assert row["paused_for"] == pytest.approx(state.paused_for.total_seconds())
    if row["informal"]:
        _, said = meetings_share(state, state.at)
        assert said == f"in touch in {row['met']} of {row['due']} periods"
    else:
        over = [m for m in state.meetings if m.status in ("held", "missed", "unknown")]
        assert row["due"] == len(over)
        assert row["met"] == sum(m.status == "held" for m in over)


def compare_goals(state: State, sheet: Sheet) -> None:
    present = {key: row for key, row in sheet.tables["goal"].items() if row["present"]}
    assert present.keys() == {one.id for one in state.agreement.goals}
    assert [present[one.id]["weight"] for one in state.agreement.goals] == [
        one.weight for one in state.agreement.goals
    ]
    assert course(sheet)["attainment"] == goal_attainment(state)


def compare_episodes(state: State, sheet: Sheet) -> None:
    assert {
        (row["episode"], row["trigger"], row["opened"], row["ended"], row["ended_by"])
        for row in sheet.tables["episode"].values()
    } == {(ep.number, ep.trigger, ep.opened, ep.ended, ep.ended_by) for ep in state.episodes}


class AnyCourse(AnyStory):
    """One mentorship that anything may have happened to, and what its read models say of it."""

    def teardown(self) -> None:
        super().teardown()
        if hasattr(self, "state"):
            compare_along(self.facts)


def test_the_rows_of_any_story_say_the_same_as_its_state() -> None:
    run_state_machine_as_test(
        AnyCourse,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("life", LIVES)
def test_the_rows_of_a_life_say_the_same_as_its_state(life: Any) -> None:
    compare_along(life().facts)


def test_a_pause_that_only_the_end_has_ended_is_no_time_in_which_anybody_could_have_met() -> None:
    story = Story().signed()
    story.passes(days=10)
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=20)
    story.asks("manager", "end", reason="other")

    row = course(compare_along(story.facts))

    assert row["closed"] == story.at
    assert row["paused_for"] == timedelta(days=20).total_seconds()
    assert row["paused_since"] is None


def test_the_rhythm_is_what_both_expect_and_else_the_programs() -> None:
    story = Story()
    story.aligned()
    for role, every in (("mentee", "1 week"), ("mentor", "3 weeks"), ("mentor", "1 week")):
        story.asks(role, "set_expectations", expectations={"meet_every": every})

    days = [course(compare_along(story.facts[:n]))["cadence"] / 86400 for n in (1, -1)]

    assert days == [14, 14]
    assert course(compare_along(story.facts))["cadence"] == 7 * 86400


def test_a_survey_says_who_was_asked_and_what_they_answered_in_numbers() -> None:
    story = Story().signed()
    story.passes(days=29)
    story.answers("mentee", "review-1", satisfaction=9, goals=[{"goal": "g1", "level": 1}])

    row = compare_along(story.facts).tables["score"]["review-1"]

    assert (row["kind"], row["round"], row["over"]) == ("review", 1, False)
    assert (row["mentee_asked"], row["mentor_asked"]) == (1, 1)
    assert (row["mentee_answered"], row["mentor_answered"]) == (1, 0)
    assert (row["mentee_satisfaction"], row["mentor_satisfaction"]) == (9, None)
    assert row["mentee_recommend"] is None
    assert row["attainment"] == 60

    story.passes(days=8)
    row = compare_along(story.facts).tables["score"]["review-1"]
    assert row["over"]


def test_a_survey_that_was_withdrawn_counts_for_nobody() -> None:
    story = Story().signed()
    story.passes(days=29)
    story.asks("manager", "end", reason="other")

    row = compare_along(story.facts).tables["score"]["review-1"]

    assert not row["over"]


def test_attainment_is_that_of_the_goals_at_the_time_of_the_answer() -> None:
    story = Story(escalation=PATIENT).signed()
    story.passes(days=29)
    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": 2}])
    for role, command in (("mentee", "change_goals"), ("mentor", "accept_goals")):
        changes = {"goals": [goal("g2")]} if command == "change_goals" else {}
        story.asks(role, command, **changes)
    story.passes(days=28)
    story.answers("mentor", "review-2", goals=[{"goal": "g2", "level": -1}])

    sheet = compare_along(story.facts)

    scores = sheet.tables["score"]
    assert [scores[name]["attainment"] for name in ("review-1", "review-2")] == [70, 40]
    assert (
        sheet.tables["goal"]["g1"] | {"present": False, "levels": {}}
        == (sheet.tables["goal"]["g1"])
    )
    assert sheet.tables["goal"]["g2"]["levels"] == {"mentor": -1}
