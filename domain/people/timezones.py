"""Time zones by their IANA names, from the database that zoneinfo reads."""

from functools import cache
from zoneinfo import available_timezones

from domain.problems import did_you_mean


@cache
def names() -> frozenset[str]:
    """All time zones, without `localtime`, which is another one on every machine."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def complaint(name: str) -> str | None:
    """Say what is wrong with the name of a time zone; None where it is right."""
    if name in names():
        return None
    hint = did_you_mean(name, names()) or "; write it as in `Europe/Lisbon`"
    return f"there is no time zone `{name}`{hint}"
