"""Working hours: when letters may reach people, each in their own time zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.program.model import WEEK, WorkingHours

A_WEEK_AND_A_DAY = 8


def opening(hours: WorkingHours | None, zone: str, at: datetime) -> datetime:
    """The first moment from `at` on that lies within working hours in a zone."""
    if hours is None:
        return at
    tz = ZoneInfo(zone)
    first = at.astimezone(tz).date()
    for number in range(A_WEEK_AND_A_DAY):
        day = first + timedelta(days=number)
        if WEEK[day.weekday()] not in hours.days:
            continue
        # In UTC, for the clocks of a zone jump, and Python compares times of one zone as it reads.
        opens, closes = (
            datetime.combine(day, time.fromisoformat(each), tzinfo=tz).astimezone(UTC)
            for each in (hours.opens, hours.closes)
        )
        if at < closes:
            return max(at, opens)
    return at
