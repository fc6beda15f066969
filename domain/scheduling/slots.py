"""The next time that suits two people, each with a weekly availability in their own time zone.

`zoneinfo` reads the time zone database from disk: the one outside thing that the domain allows
itself, since without it no rule could tell what nine o'clock is.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.model import Model
from domain.people.model import Window

Diary = tuple[str, Sequence[Window]]
Span = tuple[datetime, datetime]

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
MIDNIGHT = time(0)
OFFICE_HOURS = tuple(Window(weekday=day, start=time(9), end=time(17)) for day in range(5))


class Slot(Model):
    """A time that suits both; start and end are in UTC."""

    start: datetime
    end: datetime


def next_slot(
    mentee: Diary,
    mentor: Diary,
    length: timedelta,
    not_before: datetime,
    before: datetime,
    taken: Iterable[Slot] = (),
) -> Slot | None:
    """Find the earliest slot that begins at `not_before` or later and ends at `before` or earlier.

    It begins on a quarter of an hour and lies in a window of each of the two, in their own zones.
    Whoever names no window counts as free from Monday to Friday, 9 to 17.
    """
    search = _quarter(not_before), before.astimezone(UTC)
    busy = sorted((slot.start, slot.end) for slot in taken)
    common = _overlaps(_free(mentee, search), _free(mentor, search))
    for start, end in _without(common, busy):
        first = _quarter(start)
        if first + length <= end:
            return Slot(start=first, end=first + length)
    return None


def next_slots(
    mentee: Diary,
    mentor: Diary,
    length: timedelta,
    not_before: datetime,
    before: datetime,
    count: int,
    every: timedelta = timedelta(0),
) -> tuple[Slot, ...]:
    """Find up to `count` slots in order, each at least `every` behind the start of the last."""
    found: list[Slot] = []
    while len(found) < count:
        slot = next_slot(mentee, mentor, length, not_before, before)
        if slot is None:
            break
        found.append(slot)
        not_before = max(slot.end, slot.start + every)
    return tuple(found)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour in UTC, which is one in every zone of our days."""
    moment = moment.astimezone(UTC)
    past = timedelta(
        minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + QUARTER if past else moment


def _free(diary: Diary, search: Span) -> Iterator[Span]:
    """When somebody is free within the search, in UTC, in order and joined where windows touch."""
    start, end = search
    return _joined((max(a, start), min(b, end)) for a, b in _windows(diary, search))


def _windows(diary: Diary, search: Span) -> Iterator[Span]:
    """The windows of every day of the search, day by day, for mostly the first days are enough."""
    zone, windows = ZoneInfo(diary[0]), diary[1] or OFFICE_HOURS
    day, last = (moment.astimezone(zone).date() for moment in search)
    while day <= last:
        yield from sorted(_of_day(day, windows, zone))
        day += DAY


def _of_day(day: date, windows: Sequence[Window], zone: ZoneInfo) -> Iterator[Span]:
    """The windows of one day in UTC; a change of the clocks parts the day in two.

    Before the change the old offset counts, behind it the new one. So an hour that the clocks skip
    is in no window, and an hour that they repeat is in a window both times.
    """
    today = [window for window in windows if window.weekday == day.weekday()]
    if not today:
        return
    old, new = _offsets(day, zone)
    for window in today:
        start = datetime.combine(day, window.start, tzinfo=UTC)
        end = datetime.combine(day, window.end, tzinfo=UTC)
        end += DAY if window.end == MIDNIGHT else timedelta(0)
        if old == new:
            yield start - old, end - old
        else:
            change = _change(datetime.combine(day, MIDNIGHT, tzinfo=UTC), old, new, zone)
            yield start - old, min(end - old, change)
            yield max(start - new, change), end - new


@lru_cache(maxsize=4096)  # every pair that looks for a slot asks for the same days
def _offsets(day: date, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The zone's offsets as a day begins and as it ends."""
    midnight = datetime.combine(day, MIDNIGHT)
    return _offset(midnight, zone), _offset(midnight + DAY, zone)


def _offset(local: datetime, zone: ZoneInfo) -> timedelta:
    return local.replace(tzinfo=zone).utcoffset() or timedelta(0)


def _change(midnight: datetime, old: timedelta, new: timedelta, zone: ZoneInfo) -> datetime:
    """The minute in which the zone leaves its old offset, on the day that begins at `midnight`."""
    first, last = midnight - old, midnight + DAY - new
    minutes = range((last - first) // timedelta(minutes=1) + 1)

    def has_changed(minute: int) -> bool:
        moment = first + timedelta(minutes=minute)
        return moment.astimezone(zone).utcoffset() != old

    return first + timedelta(minutes=bisect_left(minutes, True, key=has_changed))  # noqa: FBT003


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Join ordered spans that touch or overlap, and drop the empty ones."""
    last: Span | None = None
    for start, end in spans:
        if start >= end:
            continue
        if last and start <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _overlaps(ours: Iterator[Span], theirs: Iterator[Span]) -> Iterator[Span]:
    """The times that lie in both of two ordered rows of spans, in order."""
    mine, yours = next(ours, None), next(theirs, None)
    while mine and yours:
        start, end = max(mine[0], yours[0]), min(mine[1], yours[1])
        if start < end:
            yield start, end
        if mine[1] < yours[1]:
            mine = next(ours, None)
        else:
            yours = next(theirs, None)


def _without(spans: Iterable[Span], busy: Sequence[Span]) -> Iterator[Span]:
    """What is left of spans when the busy times, which are in order, are cut out."""
    for start, end in spans:
        free_from = start
        for busy_from, busy_until in busy:
            if busy_until <= free_from or busy_from >= end:
                continue
            if busy_from > free_from:
                yield free_from, busy_from
            free_from = max(free_from, busy_until)
        if free_from < end:
            yield free_from, end
