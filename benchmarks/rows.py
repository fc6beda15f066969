"""One line of the benchmark table, and how its figures are taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """What was measured, how much it was, and how that stands against a bare baseline.

    `goal` is the least (or, with `at_most`, the greatest) ratio wanted; None where there is none.
    """

    what: str
    figure: str
    against: str = ""
    ratio: float | None = None
    goal: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal


Clock = Callable[[], float]


def seconds(work: Callable[[], object], clock: Clock = perf_counter) -> float:
    """How long some work takes."""
    start = clock()
    work()
    return clock() - start


def in_turn(
    ways: Sequence[Callable[[int], object]], rounds: int, clock: Clock = perf_counter
) -> list[float]:
    """The median seconds of each way, when they take turns; each is told its round.

    Turns, because a machine is not as quick in one minute as in the next.
    """
    times = [[seconds(partial(way, n), clock) for way in ways] for n in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]
