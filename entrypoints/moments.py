"""Dates and times as people read them."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Times:
    """Writes moments in one time zone; `zone` is an IANA name."""

    def __init__(self, zone: str = "UTC") -> None:
        self.zone = zone
        self.tz: tzinfo = UTC if zone == "UTC" else ZoneInfo(zone)

    def day(self, moment: date | None) -> str:
        """`2 Mar 2026`; nothing for None."""
        if moment is None:
            return ""
        local = moment.astimezone(self.tz) if isinstance(moment, datetime) else moment
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def moment(self, moment: datetime | None) -> str:
        """`2 Mar 2026 14:00`; nothing for None."""
        if moment is None:
            return ""
        return f"{self.day(moment)} {moment.astimezone(self.tz):%H:%M}"


def length(seconds: float) -> str:
    """A length of time in words, roughly: `12 days`, `3 hours`, `1 minute`."""
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if found := round(abs(seconds) / size):
            return count(found, unit)
    return "a moment"


def count(number: int, what: str) -> str:
    """`1 pair`, `3 pairs`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
