"""Weekly availability as people write it: `Mon 09:00-12:00; Wed 14:00-17:00`."""

import re
from datetime import time

from domain.people.model import Window

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST = 2
PATTERN = re.compile(
    r"^([A-Za-z]+)\.?\s+([0-9]{1,2}):([0-9]{2})\s*[-\u2013]\s*([0-9]{1,2}):([0-9]{2})$"
)


def parse(text: str) -> tuple[Window, ...]:
    """Read windows parted by `;`; raises ValueError in words. A window may end at 24:00."""
    return tuple(_window(part.strip()) for part in text.split(";") if part.strip())


def _window(text: str) -> Window:
    match = PATTERN.match(text)
    if match is None:
        raise ValueError(f"`{text}` is not a time of the week as in `Mon 09:00-12:00`")
    start = _time(text, match[2], match[3])
    at_midnight = (match[4], match[5]) == ("24", "00")
    end = time(0) if at_midnight else _time(text, match[4], match[5])
    if end <= start and not at_midnight:
        raise ValueError(f"`{text}` must end later than it starts, on the same day")
    return Window(weekday=_weekday(text, match[1]), start=start, end=end)


def _weekday(text: str, word: str) -> int:
    for number, day in enumerate(DAYS):
        if len(word) >= SHORTEST and day.startswith(word.lower()):
            return number
    raise ValueError(f"`{text}` names no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat, Sun")


def _time(text: str, hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"`{text}` names a time that no clock shows: {hour}:{minute}") from None
