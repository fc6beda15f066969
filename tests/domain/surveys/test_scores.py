"""What answers add up to."""

import pytest

from domain.surveys.scores import mean, nps, response_rate


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([10, 9, 8, 7, 6, 0], 0), ([9, 10], 100), ([0, 6], -100), ([7, 8], 0), ([10, 10, 6, 8], 25)],
)
def test_promoters_minus_detractors(scores: list[int], expected: float) -> None:
    assert nps(scores) == pytest.approx(expected)


def test_the_response_rate_is_answered_of_asked() -> None:
    assert response_rate(3, 4) == pytest.approx(0.75)


def test_the_mean_is_that_of_what_was_given() -> None:
    assert mean([4, 7]) == pytest.approx(5.5)


def test_nothing_asked_gives_no_number_rather_than_zero() -> None:
    assert (nps([]), response_rate(0, 0), mean([])) == (None, None, None)
