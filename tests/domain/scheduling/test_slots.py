"""Slots that suit both: in each one's own time, on both sides of a change of the clocks."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.model import Window
from domain.scheduling.slots import OFFICE_HOURS, Slot, next_slot, next_slots

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
ALWAYS = tuple(Window(weekday=day, start=time(0), end=time(0)) for day in range(7))
ANYBODY = ("UTC", ALWAYS)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on(weekday: int, start: str, end: str) -> Window:
    return Window(weekday=weekday, start=time.fromisoformat(start), end=time.fromisoformat(end))


def starts(diary: tuple[str, Sequence[Window]], since: str, until: str) -> list[str]:
    """All starts of meetings of a quarter of an hour that suit one person, in UTC."""
    slots = next_slots(diary, ANYBODY, QUARTER, utc(since), utc(until), count=200)
    return [f"{slot.start:%d %H:%M}" for slot in slots]


def test_the_earliest_time_that_suits_both_is_found_in_utc() -> None:
    slot = next_slot(
        ("Europe/Berlin", [on(0, "15:00", "18:00")]),
        ("America/New_York", [on(0, "09:00", "12:00"), on(1, "09:00", "12:00")]),
        HOUR,
        utc("2027-01-11"),
        utc("2027-01-25"),
    )
    assert slot == Slot(start=utc("2027-01-11T14:00"), end=utc("2027-01-11T15:00"))


def test_no_common_time_is_an_ordinary_answer() -> None:
    morning = ("Europe/Lisbon", [on(2, "09:00", "12:00")])
    afternoon = ("Europe/Lisbon", [on(2, "12:00", "17:00")])
    assert next_slot(morning, afternoon, HOUR, utc("2027-01-01"), utc("2027-03-01")) is None


def test_a_window_that_is_too_short_for_the_meeting_does_not_count() -> None:
    short = ("UTC", [on(0, "09:00", "09:45"), on(1, "09:00", "10:00")])
    slot = next_slot(short, ANYBODY, HOUR, utc("2027-01-11"), utc("2027-01-25"))
    assert slot is not None
    assert slot.start == utc("2027-01-12T09:00")


def test_windows_that_touch_are_one_stretch_of_time_also_over_midnight() -> None:
    night = ("UTC", [on(0, "23:30", "00:00"), on(1, "00:00", "00:30")])
    slot = next_slot(night, ANYBODY, HOUR, utc("2027-01-11"), utc("2027-01-25"))
    assert slot is not None
    assert slot.start == utc("2027-01-11T23:30")


def test_a_meeting_starts_on_a_quarter_of_an_hour() -> None:
    slot = next_slot(
        ("UTC", [on(0, "09:05", "11:00")]), ANYBODY, HOUR, utc("2027-01-11"), utc("2027-01-25")
    )
    assert slot is not None
    assert slot.start == utc("2027-01-11T09:15")


def test_whoever_names_no_time_is_free_in_office_hours_of_their_own_zone() -> None:
    slot = next_slot(("Asia/Tokyo", ()), ANYBODY, HOUR, utc("2027-01-09"), utc("2027-01-25"))
    assert slot is not None
    assert slot.start == utc("2027-01-11T00:00")


def test_a_slot_lies_within_the_time_that_was_searched() -> None:
    since, until = utc("2027-01-11T10:07"), utc("2027-01-11T11:15")
    slot = next_slot(ANYBODY, ANYBODY, HOUR, since, until)
    assert slot == Slot(start=utc("2027-01-11T10:15"), end=until)
    assert next_slot(ANYBODY, ANYBODY, HOUR, since, until - MINUTE) is None
    assert next_slot(ANYBODY, ANYBODY, HOUR, until, since) is None


def test_a_search_may_be_written_in_any_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    since = datetime(2027, 1, 11, 11, tzinfo=berlin)
    slot = next_slot(ANYBODY, ANYBODY, HOUR, since, since + HOUR)
    assert slot is not None
    assert (slot.start, slot.start.tzinfo) == (utc("2027-01-11T10:00"), UTC)


def test_times_that_are_taken_are_left_free() -> None:
    taken = [
        Slot(start=utc("2027-01-11T09:30"), end=utc("2027-01-11T10:00")),
        Slot(start=utc("2027-01-11T08:00"), end=utc("2027-01-11T09:10")),
    ]
    slot = next_slot(
        ("UTC", [on(0, "09:00", "12:00")]),
        ANYBODY,
        HOUR,
        utc("2027-01-11"),
        utc("2027-01-25"),
        taken,
    )
    assert slot is not None
    assert slot.start == utc("2027-01-11T10:00")


def test_several_slots_follow_each_other_at_the_cadence() -> None:
    monday = ("UTC", [on(0, "09:00", "11:00")])
    search = (HOUR, utc("2027-01-11"), utc("2027-02-28"))
    close = next_slots(monday, ANYBODY, *search, count=3)
    apart = next_slots(monday, ANYBODY, *search, count=9, every=timedelta(weeks=2))
    assert [f"{slot.start:%d %H}" for slot in close] == ["11 09", "11 10", "18 09"]
    assert [f"{slot.start:%m-%d %H}" for slot in apart] == [
        "01-11 09",
        "01-25 09",
        "02-08 09",
        "02-22 09",
    ]


@pytest.mark.parametrize(
    ("since", "expected"),
    [("2027-03-22", "2027-03-22T13:00"), ("2027-03-29", "2027-03-29T12:00")],
)
def test_nine_oclock_moves_in_utc_when_the_clocks_change(since: str, expected: str) -> None:
    # Berlin changes on 28 March 2027, New York has changed on 14 March already.
    slot = next_slot(
        ("Europe/Berlin", [on(0, "14:00", "15:00")]),
        ("America/New_York", [on(0, "07:00", "12:00")]),
        HOUR,
        utc(since),
        utc(since) + timedelta(days=5),
    )
    assert slot is not None
    assert slot.start == utc(expected)


def test_the_hour_that_is_skipped_in_spring_is_in_no_window() -> None:
    # In Berlin, 28 March 2027 has no time from 02:00 to 03:00.
    whole = ("Europe/Berlin", [on(6, "02:00", "03:00")])
    assert starts(whole, "2027-03-27", "2027-03-29") == []
    over = ("Europe/Berlin", [on(6, "01:30", "03:30")])
    assert starts(over, "2027-03-27", "2027-03-29") == [
        "28 00:30",
        "28 00:45",
        "28 01:00",
        "28 01:15",
    ]
    until = ("Europe/Berlin", [on(6, "01:30", "02:30")])
    assert starts(until, "2027-03-27", "2027-03-29") == ["28 00:30", "28 00:45"]
    since = ("Europe/Berlin", [on(6, "02:30", "03:30")])
    assert starts(since, "2027-03-27", "2027-03-29") == ["28 01:00", "28 01:15"]


def test_the_hour_that_is_repeated_in_autumn_counts_twice() -> None:
    # In Berlin, the time from 02:00 to 03:00 comes twice on 31 October 2027.
    inside = ("Europe/Berlin", [on(6, "02:15", "02:45")])
    assert starts(inside, "2027-10-30", "2027-11-01") == [
        "31 00:15",
        "31 00:30",
        "31 01:15",
        "31 01:30",
    ]


def test_a_meeting_in_the_repeated_hour_never_leaves_the_window() -> None:
    window = ("Europe/Berlin", [on(6, "02:30", "03:30")])
    slot = next_slot(window, ANYBODY, HOUR, utc("2027-10-31T00:20"), utc("2027-11-01"))
    assert slot is not None
    assert slot.start == utc("2027-10-31T01:30")


def test_a_day_that_begins_with_a_change_of_clocks_has_its_windows() -> None:
    # In Beirut, 28 March 2027 begins at 01:00.
    early = ("Asia/Beirut", [on(6, "00:30", "01:30")])
    assert starts(early, "2027-03-27", "2027-03-29") == ["27 22:00", "27 22:15"]


ZONES = [
    "UTC",
    "Europe/Berlin",
    "Europe/Lisbon",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Africa/Casablanca",
]
QUARTERS = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, 15)]
WEEKS_OF_CHANGE = [date(2027, 3, 8), date(2027, 3, 22), date(2027, 10, 25), date(2027, 4, 1)]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(QUARTERS))] * 2)))
    if first == last:
        first, last = 0, 4
    return Window(
        weekday=draw(st.integers(0, 6)),
        start=QUARTERS[first],
        end=QUARTERS[last % len(QUARTERS)],
    )


DIARIES = st.tuples(st.sampled_from(ZONES), st.lists(windows(), min_size=1, max_size=6).map(tuple))
LENGTHS = st.sampled_from([QUARTER, 2 * QUARTER, HOUR])
SINCE = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), tzinfo=UTC) + minutes * MINUTE,
    st.sampled_from(WEEKS_OF_CHANGE),
    st.integers(0, 4 * 24 * 60),
)


def is_free(diary: tuple[str, Sequence[Window]], moment: datetime) -> bool:
    """Look at the clock on the wall and into the diary, without any arithmetic."""
    local = moment.astimezone(ZoneInfo(diary[0]))
    return any(
        window.weekday == local.weekday()
        and window.start <= local.time()
        and (window.end == time(0) or local.time() < window.end)
        for window in diary[1] or OFFICE_HOURS
    )


def suits(diary: tuple[str, Sequence[Window]], start: datetime, length: timedelta) -> bool:
    return all(is_free(diary, start + n * 5 * MINUTE) for n in range(length // (5 * MINUTE)))


@given(DIARIES, DIARIES, LENGTHS, SINCE)
def test_the_slot_is_the_first_quarter_of_an_hour_that_the_clocks_on_both_walls_allow(
    mentee: tuple[str, Sequence[Window]],
    mentor: tuple[str, Sequence[Window]],
    length: timedelta,
    since: datetime,
) -> None:
    until = since + timedelta(days=8)
    midnight = since.replace(hour=0, minute=0)
    quarters = (midnight + n * QUARTER for n in range(9 * 96))
    allowed = (
        start
        for start in quarters
        if since <= start <= until - length
        and suits(mentee, start, length)
        and suits(mentor, start, length)
    )
    slot = next_slot(mentee, mentor, length, since, until)
    assert (slot.start if slot else None) == next(allowed, None)


@given(DIARIES, DIARIES, LENGTHS, SINCE)
def test_the_same_question_has_the_same_answer(
    mentee: tuple[str, Sequence[Window]],
    mentor: tuple[str, Sequence[Window]],
    length: timedelta,
    since: datetime,
) -> None:
    asked = (mentee, mentor, length, since, since + timedelta(weeks=2))
    reordered = ((mentee[0], mentee[1][::-1]), *asked[1:])
    assert next_slot(*asked) == next_slot(*reordered)
