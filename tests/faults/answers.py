"""What people write in their forms: it depends on the seed, the pair and the form alone."""

from collections.abc import Callable
from random import Random
from typing import Any, Protocol

LEVELS = dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "in words")
Data = dict[str, Any]


class Writer(Protocol):
    """Whose form it is."""

    temper: str

    def chance(self, *names: object) -> Random:
        """Chance for one choice."""


def goals(couple: Writer, version: int) -> list[Data]:
    """One to three goals; later ones are put in other words."""
    source = couple.chance("goals")
    names = [f"g{number}" for number in range(1, source.randint(1, 3) + 1)]
    words = "Reach" if version == 1 else "Reach, step by step,"
    return [
        {
            "id": name,
            "statement": f"{words} {name}",
            "measure": "What was done",
            "target_date": "2030-01-01",
            "weight": source.choice((1.0, 2.0, 3.0)),
            "levels": LEVELS,
        }
        for name in names
    ]


def review(couple: Writer, survey: str, role: str) -> Data:
    """The periodic review."""
    source = couple.chance(survey, role)
    low = couple.temper == "unhappy" and survey == "review-1" and role == "mentor"
    progress = [
        {"goal": goal["id"], "level": source.randint(-2, 1), "relevance": "keep"}
        for goal in goals(couple, 1)
    ]
    return {"satisfaction": 3 if low else source.randint(6, 10), "goals": progress}


def final(couple: Writer, survey: str, role: str) -> Data:
    """The look back."""
    source = couple.chance(survey, role)
    return {"satisfaction": source.randint(6, 10), "recommend": source.randint(5, 10)}


def fit(_couple: Writer, _survey: str, _role: str) -> Data:
    """All are content with their match."""
    return {"fit": "good"}


def follow_up(couple: Writer, survey: str, role: str) -> Data:
    """Some time later."""
    source = couple.chance(survey, role)
    keys = ("promotion", "new_role", "still_in_touch")
    return {key: source.choice(("yes", "no")) for key in keys}


ANSWERS: dict[str, Callable[[Writer, str, str], Data]] = {
    "review": review,
    "fit": fit,
    "final": final,
    "follow": follow_up,
}
