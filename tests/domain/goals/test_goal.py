"""A goal in five levels."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.goals.model import Goal, Levels

LEVELS = Levels(
    much_less="no talk", less="a draft", expected="one talk", more="two talks", much_more="a tour"
)


def test_each_level_from_minus_two_to_plus_two_has_its_words() -> None:
    assert [LEVELS.words(level) for level in range(-2, 3)] == [
        "no talk",
        "a draft",
        "one talk",
        "two talks",
        "a tour",
    ]


def test_a_goal_reads_back_from_the_record() -> None:
    goal = Goal(
        id="talk",
        statement="Speak in public",
        measure="talks given",
        target_date=date(2027, 6, 1),
        weight=2,
        levels=LEVELS,
    )
    assert Goal.model_validate_json(goal.model_dump_json()) == goal


def test_a_level_without_words_is_refused() -> None:
    with pytest.raises(ValidationError, match="much_more"):
        Levels.model_validate({**LEVELS.model_dump(), "much_more": ""})
