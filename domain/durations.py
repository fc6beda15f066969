"""Lengths of time as people write them: `26 weeks`, `14 days`, `24 hours`, `60 minutes`."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
PATTERN = re.compile(r"^\s*([0-9]{1,6})\s*(minute|hour|day|week)s?\s*$")


def parse(value: object) -> timedelta:
    """Turn `14 days` into a timedelta; anything else but a timedelta raises ValueError."""
    if isinstance(value, timedelta):
        return value
    match = PATTERN.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("write a length of time as in `26 weeks`, `14 days` or `60 minutes`")
    return timedelta(seconds=int(match[1]) * SECONDS[match[2]])


def words(length: timedelta) -> str:
    """Write a length of time in its largest whole unit: `2 weeks`, `1 day`, `36 hours`."""
    seconds = round(length.total_seconds())
    for unit in ("week", "day", "hour"):
        count, rest = divmod(seconds, SECONDS[unit])
        if count and not rest:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    minutes = seconds // SECONDS["minute"]
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


Duration = Annotated[
    timedelta, BeforeValidator(parse), PlainSerializer(words, return_type=str, when_used="json")
]
