"""How fast mail may leave: no more than so many letters in any minute, in a line that is fair.

Why it is so: deploy/decisions/0025-queues-roles-and-the-pace-of-mail.md.
"""

from datetime import datetime, timedelta

from domain.model import Model

MINUTE = 60_000_000  # microseconds
PATIENCE = timedelta(seconds=10)
"""So soon a turn is waited for on the spot; for a later one it is better to come back."""


class Pace(Model):
    """From when on the next letter may leave, and when who joins the line is to come back."""

    free: datetime
    line: datetime


class Turn(Model):
    """After `wait` a letter may `go`, or may ask again; nothing has failed then."""

    wait: timedelta
    go: bool


def step(rate: int) -> timedelta:
    """The time between two letters at so many a minute, rounded so that it is never too short."""
    return timedelta(microseconds=-(-MINUTE // rate))


def next_turn(pace: Pace, now: datetime, rate: int, *, first: bool) -> tuple[Pace, Turn]:
    """Give a letter its turn, or a place in the line.

    `first` is for letters that stand in no line: urgent ones, and those that have stood in it.
    Everybody else joins it where there is one. A place in the line is a time to come back, not a
    turn: whoever comes late wastes no turn and loses none.
    """
    free = max(pace.free, now)
    if (first or pace.line <= now) and free - now <= PATIENCE:
        return pace.changed(free=free + step(rate)), Turn(wait=free - now, go=True)
    back = max(pace.line, free)
    return pace.changed(line=back + step(rate)), Turn(wait=back - now, go=False)
