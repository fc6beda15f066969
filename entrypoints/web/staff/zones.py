"""The time zones that somebody can choose from, by the part of the world they lie in."""

from functools import cache
from itertools import groupby
from zoneinfo import available_timezones

DEFAULT = "UTC"
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

Group = tuple[str, tuple[tuple[str, str], ...]]


@cache
def zones() -> tuple[Group, ...]:
    """Areas, each with its zones as key and words: `Europe/Lisbon`, `Lisbon`."""
    names = sorted(name for name in available_timezones() if area(name) in AREAS)
    return tuple(
        (where, tuple((name, place(name)) for name in found))
        for where, found in groupby(names, area)
    )


def area(zone: str) -> str:
    """The part of the world."""
    return zone.partition("/")[0]


def place(zone: str) -> str:
    """The place as people write it: `Argentina, Buenos Aires`."""
    return zone.partition("/")[2].replace("/", ", ").replace("_", " ")


def zone_or(zone: str, other: str) -> str:
    """A zone that can be chosen, else another."""
    known = zone == DEFAULT or any(zone == key for _, found in zones() for key, _ in found)
    return zone if known else other
