"""The figure of stall cases: what opened them, and how they ended."""

from domain.report.counts import Counts
from domain.report.model import Figure, Row, count, share

TRIGGERS = (
    "agreement_overdue",
    "no_contact",
    "meetings_missed",
    "reviews_unanswered",
    "satisfaction",
    "fit",
    "concern",
)
OPEN = "open"
ENDINGS = ("recovery", "decision", "default", "pause", "closure", OPEN)


def episodes(counts: Counts) -> Figure:
    """Stall cases by trigger and by how they ended."""
    cases = {(one.trigger, one.ended_by or OPEN): one.cases for one in counts.stalled}
    found = [name for name in TRIGGERS if any(trigger == name for trigger, _ in cases)]
    ended = sum(n for (_, how), n in cases.items() if how != OPEN)
    recovered = sum(n for (_, how), n in cases.items() if how == "recovery")
    return Figure(
        key="episodes",
        title="Stalled pairs, and how it ended",
        definition="Every stall case since the launch, by what opened it and by what ended it:"
        " recovery (what was missing has happened), a decision of the program's people, the"
        " program's default, a pause of the pair, its closure; or it is still open. A pair can"
        " have several. Recovery rate = cases ended by recovery ÷ cases ended.",
        unit="count",
        shape="stack",
        headline=share("", recovered, ended),
        columns=ENDINGS,
        rows=tuple(_row(trigger, cases) for trigger in found),
    )


def _row(trigger: str, cases: dict[tuple[str, str], int]) -> Row:
    found = [(how, cases.get((trigger, how), 0)) for how in ENDINGS]
    whole = sum(number for _, number in found)
    numbers = tuple(count(f"{trigger}.{how}", number, whole) for how, number in found)
    return Row(key=trigger, numbers=numbers, total=count("", whole, whole))
