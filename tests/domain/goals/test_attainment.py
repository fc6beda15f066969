"""Goal Attainment Scaling: the numbers of the books."""

import pytest

from domain.goals.attainment import NoWeight, t_score


@pytest.mark.parametrize(
    ("goals", "score"),
    [
        ([(1, 1)], 60),
        ([(1, 1), (1, 1), (1, 1)], 63.69),
        ([(3, 2), (2, 0), (1, -1)], 61.02),
        ([(1, 0), (5, 0)], 50),
        ([(0, 2), (1, -2)], 30),
    ],
)
def test_the_score_is_that_of_kiresuk_and_sherman(
    goals: list[tuple[float, int]], score: float
) -> None:
    assert t_score(goals) == pytest.approx(score, abs=0.005)


def test_without_goals_there_is_no_score_rather_than_fifty() -> None:
    assert t_score([]) is None


def test_goals_that_all_weigh_nothing_are_an_error() -> None:
    with pytest.raises(NoWeight) as refused:
        t_score([(0, 1), (0, 2)])
    assert refused.value.code == "no_weight"
