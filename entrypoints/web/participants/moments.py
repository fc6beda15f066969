"""Days and times that somebody types, in their own time zone."""

from datetime import UTC, date, datetime, time

from adapters.mail.words import zone
from entrypoints.web.typed import Typed, Unclear

MORNING = time(9)


def day(typed: Typed, name: str) -> date | None:
    """A day, None where nothing was typed; raises `Unclear`."""
    given = typed.get(name)
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Unclear({name: "Please give a day, as in 2027-03-31."}) from None


def morning(typed: Typed, name: str, timezone: str) -> datetime | None:
    """Nine in the morning of a day; None where nothing was typed."""
    found = day(typed, name)
    if found is None:
        return None
    try:
        return datetime.combine(found, MORNING, zone(timezone)).astimezone(UTC)
    except OverflowError:
        raise Unclear({name: "We can't reckon with this day."}) from None


def moment(typed: Typed, name: str, timezone: str) -> datetime:
    """The moment of the fields `<name>-day` and `<name>-time`; raises `Unclear`."""
    found, at = day(typed, f"{name}-day"), typed.get(f"{name}-time")
    if found is None or not at:
        raise Unclear({name: "Please give a day and a time."})
    try:
        local = datetime.combine(found, time.fromisoformat(at), zone(timezone))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unclear({name: "Please give a time, as in 14:30."}) from None
