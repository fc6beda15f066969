"""Filters that are links, each with the number of pairs behind it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.readmodels.board import BANDS, STAGES, BoardCounts
from entrypoints import vocabulary as words
from entrypoints.web.console.board.asked import NOT_OPEN, Asked


class Link(NamedTuple):
    """One choice; the one that is chosen leads back to all."""

    key: str
    words: str
    pairs: int
    href: str
    chosen: bool


class Filter(NamedTuple):
    """Choices of which one can be made."""

    name: str
    links: list[Link]


Choice = tuple[str, str, str, int]
"""The filter, its value, what it is called, and the number of pairs behind it."""


def filters(asked: Asked, counts: BoardCounts) -> list[Filter]:
    """All filters of a board; what leads to nothing is left out, unless it is chosen."""
    stages = [*((one, counts.stages.get(one, 0)) for one in STAGES), (NOT_OPEN, counts.unopened)]
    bands = ((one, counts.bands.get(one, 0)) for one in BANDS)
    triggers = sorted(counts.triggers.items())
    others = [
        ("late", "yes", "late", counts.late),
        ("contact", "none", "no contact yet", counts.silent),
    ]
    found = [
        Filter("Stage", _links(asked, _named("stage", stages, words.STAGES))),
        Filter("Health", _links(asked, _named("health", bands, words.BANDS))),
        Filter("Escalated", _links(asked, _named("escalation", triggers, words.SHORT_TRIGGERS))),
        Filter("Also", _links(asked, others)),
    ]
    return [one for one in found if one.links]


def total(asked: Asked, counts: BoardCounts) -> int | None:
    """How many pairs there are in all; None where several filters, or words, narrow them down."""
    if not asked.chosen:
        return counts.opened
    chosen = [link for one in filters(asked, counts) for link in one.links if link.chosen]
    return chosen[0].pairs if len(chosen) == len(asked.chosen) == 1 else None


def _named(
    name: str, counts: Iterable[tuple[str, int]], called: Mapping[str, str]
) -> Iterable[Choice]:
    return ((name, value, called[value], count) for value, count in counts)


def _links(asked: Asked, choices: Iterable[Choice]) -> list[Link]:
    return [_link(asked, *one) for one in choices if one[3] or getattr(asked, one[0]) == one[1]]


def _link(asked: Asked, name: str, value: str, called: str, count: int) -> Link:
    chosen = getattr(asked, name) == value
    href = asked.link(**{name: "" if chosen else value})
    return Link(f"{name}-{value}", called, count, href, chosen)
