"""How a whole installation stands, in numbers: what runs, what waits, what is late."""

from collections.abc import Mapping
from datetime import timedelta

from domain.model import Model

AGES: Mapping[str, timedelta] = {
    "under_1h": timedelta(hours=1),
    "under_1d": timedelta(days=1),
    "under_1w": timedelta(weeks=1),
    "over_1w": timedelta.max,
}
"""How long something is overdue, each name with the end of its span."""

RUNGS = ("nudge_pair", "ask_manager", "ask_deputy")
"""Where an open case can stand: before a human is asked, or with one of the two."""


class Queue(Model):
    """How many wait, and for how long the first of them does."""

    waiting: int = 0
    oldest: timedelta = timedelta(0)


class Vitals(Model):
    """All cohorts in numbers; spans of time are real ones, also where a rehearsal runs faster.

    `mentorships` are counted by stage and band, `overdue` dues by `AGES`, open cases by `RUNGS`.
    `inbox` are the cases that ask a human, `messages` what could not be sent yet, `behind` the
    facts that a projection does not show yet, `webhooks` the subscriptions that are tried again.
    """

    mentorships: Mapping[tuple[str, str], int]
    overdue: Mapping[str, int]
    cases: Mapping[str, int]
    inbox: Queue
    messages: Queue
    behind: Mapping[str, Queue]
    webhooks: int
