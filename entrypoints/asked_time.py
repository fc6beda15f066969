"""Moments as people type them: what is left out counts to its end.

`2027-01-20` is all of that day, `2027-01-20 13:00` all of that minute; so whatever a time line
shows for a moment is in it. `20 Jan 2027 13:00`, as Tandem prints it, is understood too.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from entrypoints.moments import MONTHS

PRINTED = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})(?: (\d{2}:\d{2}))?")
WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<minute>\d{2}:\d{2})(?P<second>:\d{2}(?P<fraction>\.\d{1,6})?)?"
    r"(?P<zone>Z|[+-]\d{2}:\d{2})?)?"
)
EXAMPLES = "2027-01-20, “2027-01-20 13:00” or 2027-01-20T13:00:00+01:00"
TICK = timedelta(microseconds=1)


class Asked(NamedTuple):
    """A moment that somebody asks about, and how long what was typed lasts."""

    begins: datetime
    lasts: timedelta

    def ends(self, zone: str) -> datetime:
        """Its last microsecond in UTC; `zone` holds where none was typed. Raises ValueError."""
        begins = self.begins if self.begins.tzinfo else self.begins.replace(tzinfo=ZoneInfo(zone))
        try:
            return (begins + self.lasts - TICK).astimezone(UTC)
        except (OverflowError, ValueError):
            raise ValueError("this lies outside of the calendar") from None


def read(text: str) -> Asked:
    """Read a day or a moment; raises ValueError with a sentence."""
    found = WRITTEN.fullmatch(as_written(text.strip()))
    if found is None:
        raise ValueError(f"give a day or a moment, as in {EXAMPLES}")
    try:
        begins = datetime.fromisoformat(found[0])
    except ValueError:
        raise ValueError(f"there is no such day or time: {text.strip()}") from None
    return Asked(begins, lasting(found))


def as_written(text: str) -> str:
    """A moment as Tandem prints it, in the form in which it is read."""
    printed = PRINTED.fullmatch(text)
    if printed is None or printed[2] not in MONTHS:
        return text
    day, month, year, minute = printed.groups()
    written = f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"
    return f"{written} {minute}" if minute else written


def lasting(found: re.Match[str]) -> timedelta:
    """How long the smallest part lasts that was typed."""
    for part, length in (
        ("fraction", TICK),
        ("second", timedelta(seconds=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if found[part]:
            return length
    return timedelta(days=1)
