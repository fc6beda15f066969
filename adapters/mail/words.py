"""How letters put things: names on one line, moments in the reader's zone, numbers in words."""

import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NEVER_SHOWN = {"Cc", "Cs"}  # control characters and halves of broken characters


class Block(str):
    """Text of several lines that a template places as it is."""

    __slots__ = ()


def line(text: object) -> str:
    """Put a value on one line, so that it can't end a header or a paragraph."""
    letters = " ".join(str(text).split())
    return "".join(letter for letter in letters if unicodedata.category(letter) not in NEVER_SHOWN)


def quote(text: str) -> Block:
    """Mark each line of somebody's own words as a quotation."""
    return Block("\n".join(f"> {line(part)}".rstrip() for part in text.strip().splitlines()))


def each(length: str) -> str:
    """Turn a length into a rhythm: `2 weeks` into `every 2 weeks`, `1 week` into `every week`."""
    return f"every {length.removeprefix('1 ')}"


def counted(count: object, unit: str) -> str:
    """Put a bare number together with its unit; words are returned as they are."""
    if not str(count).isdecimal():
        return line(count)
    return f"{count} {unit}" if int(str(count)) == 1 else f"{count} {unit}s"


def goals(least: int, most: int) -> str:
    """Say how many goals an agreement holds."""
    if least == most:
        return counted(most, "goal")
    return f"{least} to {counted(most, 'goal')}" if least else f"up to {counted(most, 'goal')}"


def zone(name: str) -> ZoneInfo:
    """Find a time zone; one that this machine doesn't know becomes UTC, and is named as such."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def day(value: str | date | datetime, timezone: str) -> str:
    """Write a day as `Tuesday 3 March 2026`; of a moment, the day that it is in that zone."""
    here = _day_of(value, timezone)
    return f"{WEEKDAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]} {here.year}"


def moment(value: str | datetime, timezone: str) -> str:
    """Write a moment as `Tuesday 3 March 2026, 14:00 (Europe/Berlin)`."""
    here = _local(value, timezone)
    return f"{day(value, timezone)}, {here:%H:%M} ({zone(timezone).key})"


def span(start: datetime, end: datetime, timezone: str) -> str:
    """Write a meeting's time as `Tuesday 3 March 2026, 14:00 to 15:00 (Europe/Berlin)`."""
    until = f"{_local(end, timezone):%H:%M} ({zone(timezone).key})"
    return f"{day(start, timezone)}, {_local(start, timezone):%H:%M} to {until}"


def _day_of(value: str | date | datetime, timezone: str) -> date:
    if isinstance(value, str) and len(value) == len("2026-03-03"):
        return date.fromisoformat(value)
    if isinstance(value, str | datetime):
        return _local(value, timezone).date()
    return value


def _local(value: str | datetime, timezone: str) -> datetime:
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone(timezone))
