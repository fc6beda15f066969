"""Answers: put in one shape, or refused in words."""

from typing import Any

import pytest

from domain.surveys.answers import BadAnswers, check
from domain.surveys.instruments import FINAL, FIT, FOLLOW_UP, PULSE

GOALS = ("talk", "team")


def test_a_review_comes_back_in_the_shape_that_is_recorded() -> None:
    answers = check(
        PULSE,
        {
            "satisfaction": "8",
            "last_contact": " 2027-01-31 ",
            "goals": [
                {"goal": "talk", "level": "-1", "relevance": "keep"},
                {"goal": "team", "level": 2},
            ],
            "strengths": "  listens  ",
            "concerns": "   ",
            "reflection": None,
        },
        GOALS,
        "mentee",
    )
    assert answers == {
        "satisfaction": 8,
        "last_contact": "2027-01-31",
        "goals": [
            {"goal": "talk", "level": -1, "relevance": "keep"},
            {"goal": "team", "level": 2},
        ],
        "strengths": "listens",
    }


def test_zero_is_an_answer() -> None:
    assert check(PULSE, {"satisfaction": 0}, GOALS, "mentor") == {"satisfaction": 0}


def test_checking_checked_answers_changes_nothing() -> None:
    once = check(FINAL, {"satisfaction": 9, "recommend": "10", "growth": 5}, GOALS, "mentor")
    assert check(FINAL, once, GOALS, "mentor") == once


@pytest.mark.parametrize(("given", "kept"), [(True, "yes"), (False, "no"), ("yes", "yes")])
def test_yes_and_no_may_come_as_true_and_false(given: Any, kept: str) -> None:
    answers = {"promotion": given, "new_role": "no", "still_in_touch": "yes"}
    assert check(FOLLOW_UP, answers, (), "mentee")["promotion"] == kept


def test_every_bad_answer_is_named_at_once() -> None:
    with pytest.raises(BadAnswers) as refused:
        check(
            PULSE,
            {
                "last_contact": "yesterday",
                "goals": [{"goal": "talk", "level": 3}],
                "guidance_promotion": 6,
                "strengths": ["one", "two"],
                "mood": "fine",
            },
            GOALS,
            "mentee",
        )
    assert refused.value.code == "bad_answers"
    assert [problem.split()[0] for problem in refused.value.problems] == [
        "`mood`",
        "`satisfaction`",
        "`last_contact`",
        "`goals`",
        "`guidance_promotion`",
        "`strengths`",
    ]
    assert "`satisfaction` needs an answer." in str(refused.value)
    assert "`guidance_promotion` must be a whole number from 1 to 5." in str(refused.value)


@pytest.mark.parametrize(
    ("progress", "complaint"),
    [
        ("talk", "must be a list"),
        ([1], "must be a list"),
        ([{"goal": "cook", "level": 1}], "names a goal that is not there: cook"),
        ([{"goal": "talk"}], r"needs a level from -2 to \+2 for goal talk"),
        ([{"goal": "talk", "level": True}], "needs a level"),
        ([{"goal": "talk", "level": 1, "relevance": "maybe"}], "keep, adjust, drop"),
        ([{"goal": "talk", "level": 1, "levle": 1}], "something unknown for goal talk: levle"),
        ([{"goal": "talk", "level": 1}, {"goal": "talk", "level": 0}], "names goal talk twice"),
    ],
)
def test_progress_on_goals_is_checked_against_the_goals(progress: Any, complaint: str) -> None:
    with pytest.raises(BadAnswers, match=complaint):
        check(PULSE, {"satisfaction": 5, "goals": progress}, GOALS, "mentee")


@pytest.mark.parametrize("score", [-1, 11, 7.5, "seven", True, [7]])
def test_satisfaction_is_a_whole_number_from_zero_to_ten(score: Any) -> None:
    with pytest.raises(BadAnswers, match="whole number from 0 to 10"):
        check(PULSE, {"satisfaction": score}, GOALS, "mentee")


def test_a_fit_is_one_of_three_answers() -> None:
    with pytest.raises(BadAnswers, match="good, still_deciding, not_good"):
        check(FIT, {"fit": "perfect"}, (), "mentee")


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(BadAnswers, match="longer than 5000"):
        check(PULSE, {"satisfaction": 5, "reflection": "a" * 5001}, GOALS, "mentee")


def test_whoever_is_not_asked_can_not_answer() -> None:
    with pytest.raises(BadAnswers, match="The manager is not asked"):
        check(FIT, {"fit": "good"}, (), "manager")
