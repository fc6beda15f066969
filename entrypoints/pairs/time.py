"""What time it is for a cohort, and what is late by it."""

from datetime import UTC, datetime, timedelta

from domain.clock import SPREAD, Clock

SLACK = timedelta(seconds=5)
"""Real time that a pair may take to act on what is due, before it counts as overdue."""


def time_of(clock: Clock | None, real: datetime | None = None) -> datetime:
    """The present time of a cohort: the real one, unless it is a rehearsal."""
    now = real or datetime.now(UTC)
    return clock.virtual(now) if clock else now


def late_before(now: datetime, clock: Clock | None) -> datetime:
    """What was due before this moment should have been over long ago.

    Pairs act on their deadlines spread over a while: deploy/decisions/0024-*.md.
    """
    return now - SPREAD - SLACK * (clock.rate if clock else 1.0)


def is_late(due: datetime | None, now: datetime, clock: Clock | None) -> bool:
    """Whether what a pair waits for should have been over long ago."""
    return due is not None and due < late_before(now, clock)
