"""Who was erased, what was there of them, and what could not be erased."""

from collections.abc import Mapping
from datetime import datetime

from domain.model import Model


class Involved(Model):
    """A pair that somebody belongs to, opened or not."""

    mentorship: str
    cohort: str
    role: str


class ClearFact(Model):
    """A fact with somebody's words that an earlier release recorded in clear: it stays."""

    mentorship: str
    version: int
    type: str


class Holdings(Model):
    """What there is of somebody; all is nought or empty once they are erased, but `in_clear`."""

    keys: int
    rosters: tuple[str, ...]
    pairs: tuple[Involved, ...]
    facts: int
    in_clear: tuple[ClearFact, ...]
    rows: int


class Receipt(Model):
    """What an erasure has done: how many of each. It grows with each step, also of a later try."""

    mentorships: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    facts: int = 0
    keys: int = 0
    rosters: int = 0
    notes: int = 0
    reasons: int = 0
    answers: int = 0
    histories: int = 0
    letters: int = 0
    in_clear: tuple[ClearFact, ...] = ()

    def wanting(self, plan: "Receipt") -> "Receipt":
        """Note what there is to erase; a try that was cut short has found some of it before."""
        return self.changed(
            mentorships=tuple(dict.fromkeys((*self.mentorships, *plan.mentorships))),
            ended=tuple(dict.fromkeys((*self.ended, *plan.ended))),
            facts=max(self.facts, plan.facts),
            keys=max(self.keys, plan.keys),
        )

    def plus(self, counts: Mapping[str, int]) -> "Receipt":
        """Add what a step has done."""
        return self.changed(**{name: getattr(self, name) + n for name, n in counts.items()})


class Erasure(Model):
    """Somebody was to be erased; until `done_at` is known, not all of it is done."""

    number: int
    person: str
    began_at: datetime
    done_at: datetime | None = None
    receipt: Receipt | None = None
