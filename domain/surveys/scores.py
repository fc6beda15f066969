"""What answers add up to; without answers there is no number, never a zero."""

from collections.abc import Sequence

PROMOTER, DETRACTOR = 9, 6


def nps(scores: Sequence[int]) -> float | None:
    """Tell the net promoter score of answers from 0 to 10: % of 9 and 10 minus % of 0 to 6."""
    if not scores:
        return None
    promoters = sum(score >= PROMOTER for score in scores)
    detractors = sum(score <= DETRACTOR for score in scores)
    return 100 * (promoters - detractors) / len(scores)


def response_rate(answered: int, asked: int) -> float | None:
    """Tell which part of those asked has answered, from 0 to 1."""
    return answered / asked if asked else None


def mean(scores: Sequence[float]) -> float | None:
    """Tell the average of scores."""
    return sum(scores) / len(scores) if scores else None
