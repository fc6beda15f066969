"""What was counted in a cohort: sums over its pairs, before anything is made of them."""

from domain.model import Model


class Standing(Model):
    """So many pairs of one stage, outcome and band of health; `stage` may be `paused`."""

    stage: str
    outcome: str
    band: str
    pairs: int


class Ending(Model):
    """So many pairs closed with one outcome for one reason."""

    outcome: str
    reason: str
    pairs: int


class Surveyed(Model):
    """One round of one kind of survey; asked and answered count only what is over.

    Satisfaction and attainment are a number of answers and their sum.
    """

    kind: str
    round: int
    mentee_asked: int
    mentee_answered: int
    mentor_asked: int
    mentor_answered: int
    mentee_scores: int
    mentee_sum: int
    mentor_scores: int
    mentor_sum: int
    attainments: int
    attainment_sum: float


class Kept(Model):
    """So many pairs that kept to their plan in one way, with what they met and what was planned.

    `way` is one of `WAYS`.
    """

    way: str
    pairs: int
    met: int
    planned: int


class Stalled(Model):
    """So many stall cases of one trigger that ended in one way; empty while they are open."""

    trigger: str
    ended_by: str
    cases: int


class Recommended(Model):
    """So many people of one role who gave one answer in final assessments that are over."""

    role: str
    score: int
    people: int


class Counts(Model):
    """All that a report is made from; `attainment` is the mean T of `attained` pairs."""

    standings: tuple[Standing, ...] = ()
    endings: tuple[Ending, ...] = ()
    surveys: tuple[Surveyed, ...] = ()
    kept: tuple[Kept, ...] = ()
    informal: bool = False
    stalled: tuple[Stalled, ...] = ()
    recommended: tuple[Recommended, ...] = ()
    attained: int = 0
    attainment: float | None = None


WAYS = ("all", "half_or_more", "less_than_half", "none", "nothing_due")
"""How a pair keeps to its plan, the best first."""
