"""Figures of surveys: who answers, how satisfied people are, and how far goals have come."""

from domain.goals.attainment import CORRELATION
from domain.mentorship.parties import PAIR
from domain.report.counts import Counts, Surveyed
from domain.report.model import FEWEST, Figure, Number, Row, count, mean, share
from domain.surveys.scores import DETRACTOR, PROMOTER

KINDS = ("review", "fit", "final", "follow_up")
FINAL = "final"
FEW = f"Shown from {FEWEST} answers on, for fewer would tell what one person said."


def responses(counts: Counts) -> Figure:
    """Who answers when asked."""
    kinds = [kind for kind in KINDS if any(one.kind == kind for one in counts.surveys)]
    rows = tuple(
        Row(key=kind, numbers=tuple(_rate(counts, kind, role) for role in PAIR)) for kind in kinds
    )
    every = [number for row in rows for number in row.numbers]
    return Figure(
        key="responses",
        title="Response rates",
        definition="Answered ÷ asked, per survey and person. A survey counts once it has closed"
        " after its full time; a pause moves that time, and a survey that was withdrawn because"
        " the mentorship ended counts for nobody. A late answer counts as an answer.",
        unit="share",
        shape="bars",
        headline=share("", sum(n.part or 0 for n in every), sum(n.whole for n in every)),
        columns=PAIR,
        rows=rows,
    )


def _rate(counts: Counts, kind: str, role: str) -> Number:
    of_kind = [one for one in counts.surveys if one.kind == kind]
    answered = sum(getattr(one, f"{role}_answered") for one in of_kind)
    asked = sum(getattr(one, f"{role}_asked") for one in of_kind)
    found = share(f"{kind}.{role}", answered, asked)
    return found.model_copy(update={"lacking": f"{kind}.{role}.lacking"})


def satisfaction(counts: Counts) -> Figure:
    """How satisfied mentees and mentors are, from review to review."""
    points = [one for one in _points(counts) if one.mentee_scores or one.mentor_scores]
    rows = tuple(Row(key=role, numbers=_course(points, role)) for role in PAIR) if points else ()
    return Figure(
        key="satisfaction",
        title="Satisfaction over time",
        definition="The mean of the answers from 0 (not at all) to 10 (completely) to “How"
        " satisfied are you with this mentorship?”, for each review and the final assessment:"
        f" sum of answers ÷ number of answers. {FEW}",
        unit="mean",
        shape="course",
        headline=_over_all([number for row in rows for number in row.numbers]),
        columns=tuple(map(_column, points)),
        rows=rows,
    )


def _over_all(means: list[Number]) -> Number:
    """The mean over means that are shown; any other would give away what is not."""
    shown = [one for one in means if one.value is not None]
    if not shown:
        return Number(value=None, unit="mean", whole=sum(one.whole for one in means))
    total = sum((one.value or 0) * one.whole for one in shown)
    return mean("", total, sum(one.whole for one in shown))


def _course(points: list[Surveyed], role: str) -> tuple[Number, ...]:
    return tuple(
        mean(f"{_column(one)}.{role}", getattr(one, f"{role}_sum"), getattr(one, f"{role}_scores"))
        for one in points
    )


def attainment(counts: Counts) -> Figure:
    """How far goals have come, from review to review."""
    points = [one for one in _points(counts) if one.attainments]
    numbers = tuple(mean(_column(one), one.attainment_sum, one.attainments) for one in points)
    now = counts.attainment or 0
    return Figure(
        key="attainment",
        title="Goal attainment over time",
        definition="The mean T score of Goal Attainment Scaling over pairs that have said where"
        " their goals stand: T = 50 + 10·Σ(w·x) ÷ √("
        f"{1 - CORRELATION:g}·Σw² + {CORRELATION:g}·(Σw)²), with x from -2 to +2"
        " (the mean of what both said last) and w the weight of each goal. 50 means that goals"
        f" came out as expected; a pair without goals has no T. {FEW}",
        unit="mean",
        shape="course",
        headline=mean("now", now * counts.attained, counts.attained),
        columns=tuple(map(_column, points)),
        rows=(Row(key="pairs", numbers=numbers),) if points else (),
    )


def nps(counts: Counts) -> Figure:
    """Whether people would recommend the program."""
    rows = tuple(_recommended(counts, role) for role in PAIR)
    shown = [row for row in rows if row.total and row.total.value is not None]
    sums = [sum(row.numbers[at].part or 0 for row in shown) for at in range(3)]
    asked = sum(_rate(counts, FINAL, role).whole for role in PAIR)
    return Figure(
        key="nps",
        title="Net promoter score",
        definition=f"Share of answers of {PROMOTER} and 10 (promoters) minus share of 0 to"
        f" {DETRACTOR} (detractors), in points from -100 to +100, of “How likely are you to"
        " recommend this program to a colleague?” in final assessments that have closed. The"
        f" response rate beside it is answered ÷ asked. {FEW}",
        unit="count",
        shape="stack",
        headline=_score("", sums, asked),
        columns=("promoters", "passives", "detractors"),
        rows=rows if asked else (),
    )


def _recommended(counts: Counts, role: str) -> Row:
    said = [one for one in counts.recommended if one.role == role]
    sums = [
        sum(one.people for one in said if one.score >= PROMOTER),
        sum(one.people for one in said if DETRACTOR < one.score < PROMOTER),
        sum(one.people for one in said if one.score <= DETRACTOR),
    ]
    total = _score(role, sums, _rate(counts, FINAL, role).whole)
    hidden = total.value is None
    whole = sum(sums)
    numbers = tuple(
        Number(value=None, unit="count", whole=whole) if hidden else count("", part, whole)
        for part in sums
    )
    return Row(key=role, numbers=numbers, total=total)


def _score(key: str, sums: list[int], asked: int) -> Number:
    """The score in points; beside it how many have answered (`part`) of those asked (`whole`)."""
    answers = sum(sums)
    value = 100 * (sums[0] - sums[2]) / answers if answers >= FEWEST else None
    lacking = f"{key}.lacking" if key else ""
    return Number(key=key, lacking=lacking, value=value, unit="points", part=answers, whole=asked)


def _points(counts: Counts) -> list[Surveyed]:
    """Reviews in their order, and behind them the final assessments as one.

    A pair that was extended while it was closing has two of these.
    """
    reviews = sorted((one for one in counts.surveys if one.kind == "review"), key=_round)
    finals = [one for one in counts.surveys if one.kind == FINAL]
    return [*reviews, *([_together(finals)] if finals else [])]


def _round(one: Surveyed) -> int:
    return one.round


def _together(rounds: list[Surveyed]) -> Surveyed:
    sums = [name for name in Surveyed.model_fields if name not in ("kind", "round")]
    added = {name: sum(getattr(one, name) for one in rounds) for name in sums}
    return rounds[0].model_copy(update=added)


def _column(one: Surveyed) -> str:
    return FINAL if one.kind == FINAL else str(one.round)
