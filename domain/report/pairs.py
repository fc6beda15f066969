"""Figures of pairs: where they stand, how they ended, how they keep to plan, how they fare."""

from collections.abc import Iterable

from domain.mentorship.health import AT_RISK_BELOW, GOOD_FROM, WEIGHTS
from domain.report.counts import WAYS, Counts
from domain.report.model import Figure, Row, count, share

STAGES = ("aligning", "active", "closing", "paused")
OUTCOMES = ("completed", "ended_early", "rematched", "never_started")
BANDS = ("good", "fair", "at_risk", "new")
CUT_SHORT = ("ended_early", "rematched", "never_started")


def outcomes(counts: Counts) -> Figure:
    """Where each pair is, or how it ended."""
    found = [
        *((stage, _pairs(counts, "stage", stage)) for stage in STAGES),
        *((how, _pairs(counts, "outcome", how)) for how in OUTCOMES),
    ]
    closed, completed = sum(n for key, n in found if key in OUTCOMES), dict(found)["completed"]
    return Figure(
        key="outcomes",
        title="Stages and outcomes",
        definition="Each pair counts once: by its stage while it is open, by its outcome once it"
        " is closed. Completion rate = pairs completed ÷ pairs closed.",
        unit="count",
        shape="bars",
        headline=share("completed", completed, closed),
        columns=("pairs",),
        rows=_rows(found),
    )


def reasons(counts: Counts) -> Figure:
    """Why pairs did not come to their planned end."""
    found = {
        (one.outcome, one.reason): one.pairs for one in counts.endings if one.outcome in CUT_SHORT
    }
    by_reason: dict[str, int] = {}
    for (_, reason), pairs in found.items():
        by_reason[reason] = by_reason.get(reason, 0) + pairs
    most_first = sorted(by_reason.items(), key=lambda one: (-one[1], one[0]))
    closed = sum(one.pairs for one in counts.endings)
    return Figure(
        key="reasons",
        title="Why pairs ended before their time",
        definition="Pairs that ended early, for another match, or without having started, each by"
        " the one reason that was given at its end. Share = these pairs ÷ pairs closed.",
        unit="count",
        shape="bars",
        headline=share("", sum(by_reason.values()), closed),
        columns=("pairs",),
        rows=_rows(most_first),
    )


def meetings(counts: Counts) -> Figure:
    """Meetings held against plan; in an informal program, periods with contact."""
    kept = {one.way: one for one in counts.kept}
    found = [(way, kept[way].pairs if way in kept else 0) for way in WAYS]
    met, planned = sum(k.met for k in kept.values()), sum(k.planned for k in kept.values())
    return Figure(
        key="meetings",
        title="In touch, against plan" if counts.informal else "Meetings held against plan",
        definition=_INFORMAL if counts.informal else _BOOKED,
        unit="count",
        shape="bars",
        headline=share("", met, planned),
        columns=("pairs",),
        rows=_rows(found),
    )


_BOOKED = (
    "Meetings held ÷ meetings planned, over all pairs that have started. Planned is how often a"
    " pair's agreed rhythm has come round by now, pauses left out, or how many of its meetings are"
    " over, if that is more; a date that has passed counts as held only if one of the two said so."
    " The bars count pairs by the part of their own plan that they have held."
)
_INFORMAL = (
    "Periods with contact ÷ periods asked about, over all pairs that have started; one yes of the"
    " two is enough. The bars count pairs by the part of their own periods with contact."
)


_PARTS = ", ".join(f"{part} {points}" for part, points in WEIGHTS.items())


def health(counts: Counts) -> Figure:
    """How open pairs fare."""
    found = [(band, _pairs(counts, "band", band)) for band in BANDS]
    together = sum(pairs for _, pairs in found)
    return Figure(
        key="health",
        title="Health of open pairs",
        definition="Open pairs by their health score from 0 to 100, as of the newest fact of each:"
        f" good from {GOOD_FROM}, at risk below {AT_RISK_BELOW}, fair between; new until the first"
        f" meeting is due. The score adds up {_PARTS}. At risk = pairs at risk ÷ open pairs.",
        unit="count",
        shape="stack",
        headline=share("at_risk", dict(found)["at_risk"], together),
        columns=BANDS,
        rows=(_row("open", found),) if together else (),
    )


def _pairs(counts: Counts, by: str, value: str) -> int:
    return sum(one.pairs for one in counts.standings if getattr(one, by) == value)


def _rows(found: Iterable[tuple[str, int]]) -> tuple[Row, ...]:
    pairs = list(found)
    whole = sum(number for _, number in pairs)
    return tuple(Row(key=key, numbers=(count(key, n, whole),)) for key, n in pairs)


def _row(key: str, found: list[tuple[str, int]]) -> Row:
    whole = sum(number for _, number in found)
    numbers = tuple(count(column, number, whole) for column, number in found)
    return Row(key=key, numbers=numbers, total=count("", whole, whole))
