"""How far a mentee came, in one number: the T score of Goal Attainment Scaling."""

from collections.abc import Iterable, Mapping
from math import sqrt

from domain.errors import TandemError

CORRELATION = 0.3  # what Kiresuk and Sherman (1968) assume between the goals of one person


class NoWeight(TandemError):
    """Every goal weighs nothing, so there is no score."""

    code = "no_weight"


def t_score(goals: Iterable[tuple[float, float]]) -> float | None:
    """Tell the T score of goals given as (weight, level); no goals, no score.

    Levels run from -2 to +2; 50 means that everything came as expected. Raises `NoWeight`.
    """
    reached = list(goals)
    if not reached:
        return None
    if not any(weight for weight, _ in reached):
        raise NoWeight
    squares = sum(weight**2 for weight, _ in reached)
    total = sum(weight for weight, _ in reached)
    spread = sqrt((1 - CORRELATION) * squares + CORRELATION * total**2)
    return 50 + 10 * sum(weight * level for weight, level in reached) / spread


def as_seen(goals: Iterable[tuple[float, Mapping[str, int]]]) -> float | None:
    """Tell the T score of goals given as (weight, level by role), each at the mean of its levels.

    A goal of which nobody has said anything is left out; where none is left that counts, no score.
    """
    said = [(weight, sum(by.values()) / len(by)) for weight, by in goals if by]
    return t_score(said) if any(weight for weight, _ in said) else None
