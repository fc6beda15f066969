"""What the rows, columns and numbers of a report are called."""

from domain.report.model import Figure, Number
from entrypoints.vocabulary import SHORT_TRIGGERS, plain

NAMES: dict[str, dict[str, str]] = {
    "outcomes": {
        "aligning": "Writing their agreement",
        "active": "Active",
        "closing": "Closing",
        "paused": "Paused",
        "completed": "Completed",
        "ended_early": "Ended early",
        "rematched": "Ended for another match",
        "never_started": "Never started",
    },
    "health": {"good": "Good", "fair": "Fair", "at_risk": "At risk", "new": "New"},
    "meetings": {
        "all": "All of the plan",
        "half_or_more": "Half of it or more",
        "less_than_half": "Less than half",
        "none": "None so far",
        "nothing_due": "Nothing due yet",
    },
    "responses": {
        "review": "Reviews",
        "fit": "Fit checks",
        "final": "Final assessments",
        "follow_up": "Follow-ups",
    },
    "nps": {"promoters": "Promoters", "passives": "Passives", "detractors": "Detractors"},
    "episodes": {
        **SHORT_TRIGGERS,
        "recovery": "Recovery",
        "decision": "Decision",
        "default": "Default",
        "pause": "Pause",
        "closure": "Closure",
        "open": "Open",
    },
    "attainment": {"pairs": "Pairs", "now": "Today"},
}
COMMON = {
    "open": "Open pairs",
    "mentee": "Mentees",
    "mentor": "Mentors",
    "pairs": "Pairs",
    "final": "Final",
    "lacking": "without an answer",
}
HEADLINES = {
    "outcomes": "{value} of {whole:,} closed pairs were completed",
    "health": "{value} of {whole:,} open pairs are at risk",
    "meetings": "{value}: {part:,} of {whole:,} planned",
    "responses": "{value}: {part:,} of {whole:,} answered",
    "satisfaction": "{value} of 10, the mean of {whole:,} answers",
    "attainment": "T = {value} today, the mean of {whole:,} pairs",
    "nps": "{value}; {part:,} of {whole:,} answered ({rate:.0%})",
    "episodes": "Of {whole:,} cases that have ended, {value} by recovery",
    "reasons": "{value} of {whole:,} closed pairs",
}
WHAT = {"count": "Number", "share": "Rate", "mean": "Mean", "points": "Points"}
"""What a number is, by its unit."""

NOTHING, TOO_FEW = "nothing to count yet", "too few answers"


def name_of(figure: str, key: str) -> str:
    """What a row or a column is called."""
    if figure in ("satisfaction", "attainment") and key.isdecimal():
        return f"Review {key}"
    found = NAMES.get(figure, {}).get(key) or COMMON.get(key) or plain(key)
    return found[:1].upper() + found[1:] if key != "lacking" else found


def name_of_number(figure: str, number: str) -> str:
    """What a number is called by its key: `Review 2, mentees`."""
    first, *others = (name_of(figure, part) for part in number.split("."))
    return ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])


def value_of(figure: Figure, number: Number) -> str:
    """A number in words, with what it was made from."""
    if number.value is None:
        return without(number)
    return bare_value(number) + _made_from(figure, number)


def bare_value(number: Number) -> str:
    """A number by itself."""
    return FORMS[number.unit].format(number.value or 0)


FORMS = {"count": "{:,.0f}", "share": "{:.0%}", "mean": "{:.1f}", "points": "{:+.0f}"}


def _made_from(figure: Figure, number: Number) -> str:
    if number.unit == "mean":
        return f" ({number.whole:,})"
    if number.unit == "share":
        return f" ({number.part:,} of {number.whole:,})"
    if number.unit == "points":
        return f" ({number.part:,} of {number.whole:,} answered)"
    part_of_all = figure.shape == "bars" and number.whole
    return f" ({(number.part or 0) / number.whole:.0%})" if part_of_all else ""


def without(number: Number) -> str:
    """Why there is no number."""
    return TOO_FEW if (number.part or (number.part is None and number.whole)) else NOTHING


def headline_of(figure: Figure) -> str:
    """What a figure comes to."""
    number = figure.headline
    if number.value is None:
        return without(number).capitalize()
    return HEADLINES[figure.key].format(
        value=bare_value(number),
        part=number.part or 0,
        whole=number.whole,
        rate=(number.part or 0) / number.whole if number.whole else 0,
    )
