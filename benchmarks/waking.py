"""How many pairs of one launch wake in the same second: `make bench ONLY=waking`.

The pure core lives through the first weeks of a cohort in which nobody ever signs, the worst case:
every pair has the same deadlines. No clock is read and nothing is sent; the figures are counts.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from benchmarks.diligent import ANN, BEN, MONDAY, PROGRAM
from benchmarks.rows import Row
from domain.clock import offset
from domain.mentorship.decide import elapse, next_due, open_mentorship
from domain.mentorship.events import MentorshipOpened
from domain.program.model import Program

PAIRS = 10_000
WEEKS = timedelta(weeks=4)
A_LAUNCH = 150
"""So many pairs a second a launch opens; see `make bench ONLY=launch`."""

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def wakes(pairs: int, program: Program, starts: float) -> Iterator[tuple[str, datetime]]:
    """Every moment at which a pair of a launch is due, with the pair; `starts` open a second."""
    opening = MentorshipOpened(cohort="spring", program=program, mentee=ANN, mentor=BEN)
    for number in range(pairs):
        pair, at = f"spring-p{number}-m{number}", MONDAY + SECOND * int(number / starts)
        state = open_mentorship(pair, opening, at, "launch").state
        while (due := next_due(state)) and due.at < MONDAY + WEEKS:
            yield pair, due.at
            state = elapse(state, due.at).state


def busiest(moments: Iterator[datetime], length: timedelta) -> int:
    """The most that fall into the same second, or minute."""
    return Counter((moment - MONDAY) // length for moment in moments).most_common(1)[0][1]


def main() -> Iterator[Row]:
    """The busiest second and minute with the spread, against those without it."""
    for how, starts in (
        ("opened at once", PAIRS),
        (f"{A_LAUNCH} opened a second", A_LAUNCH),
    ):
        found = list(wakes(PAIRS, PROGRAM, starts))
        for name, length in (("second", SECOND), ("minute", MINUTE)):
            plain = busiest((at for _, at in found), length)
            spread = busiest((at + offset(pair) for pair, at in found), length)
            yield Row(
                what=f"pairs due in the busiest {name}, of {PAIRS:,}, {how}",
                figure=f"{spread:,} with the spread",
                against=f"{plain:,} without it",
                ratio=spread / plain,
            )
