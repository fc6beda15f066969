"""Working hours: when letters may reach people, each in their own time zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.program.checks import check
from domain.program.hours import opening
from domain.program.model import WEEK, WorkingHours

USUAL = WorkingHours()
EARLY = WorkingHours(opens="02:30", closes="05:00", days=WEEK)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Bogota", "Asia/Kathmandu"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "ready", "goes"),
    [
        ("UTC", "2026-01-05 07:59:59", "2026-01-05 08:00"),
        ("UTC", "2026-01-05 08:00", "2026-01-05 08:00"),
        ("UTC", "2026-01-05 17:59", "2026-01-05 17:59"),
        ("UTC", "2026-01-05 18:00", "2026-01-06 08:00"),
        ("UTC", "2026-01-09 19:00", "2026-01-12 08:00"),
        ("UTC", "2026-01-10 12:00", "2026-01-12 08:00"),
        ("Asia/Singapore", "2026-01-04 23:00", "2026-01-05 00:00"),
        ("America/Bogota", "2026-01-05 09:00", "2026-01-05 13:00"),
        ("Asia/Kathmandu", "2026-01-05 13:00", "2026-01-06 02:15"),
    ],
)
def test_a_letter_waits_until_its_reader_works(zone: str, ready: str, goes: str) -> None:
    assert opening(USUAL, zone, at(ready)) == at(goes)


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        ("2026-03-27 19:00", "2026-03-30 06:00"),  # to summer time over the weekend
        ("2026-10-23 19:00", "2026-10-26 07:00"),  # and back
    ],
)
def test_the_morning_stays_the_morning_when_the_clocks_are_changed(ready: str, goes: str) -> None:
    assert opening(USUAL, "Europe/Berlin", at(ready)) == at(goes)


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        ("2026-03-29 00:00", "2026-03-29 01:30"),  # 02:30 does not exist, the clock says 03:30
        ("2026-10-25 00:00", "2026-10-25 00:30"),  # 02:30 comes twice, the first is early enough
        ("2026-10-25 01:10", "2026-10-25 01:10"),  # open since, though the clock says 02:10
    ],
)
def test_an_hour_that_is_missing_or_comes_twice_is_an_hour_like_others(
    ready: str, goes: str
) -> None:
    assert opening(EARLY, "Europe/Berlin", at(ready)) == at(goes)


@given(
    zone=ZONES,
    ready=st.integers(0, 527_040).map(
        lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)
    ),
)
def test_no_letter_waits_longer_than_a_weekend_and_it_is_ready_when_it_goes(
    zone: str, ready: datetime
) -> None:
    goes = opening(USUAL, zone, ready)

    assert ready <= goes <= ready + timedelta(days=3)
    assert opening(USUAL, zone, goes) == goes


def test_without_working_hours_nothing_waits() -> None:
    assert opening(None, "UTC", at("2026-01-10 03:00")) == at("2026-01-10 03:00")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ({}, ""),
        ({"opens": "08:00", "closes": 1080}, ""),  # how YAML reads 18:00 without quotes
        ({"opens": "8 am"}, "must be a time of day"),
        ({"opens": "19:00"}, "must be later than `working_hours.opens`"),
        ({"days": []}, "names no day"),
        ({"days": ["Mo"]}, "must be `Mon`"),
        ({"open": "08:00"}, "did you mean `opens`"),
    ],
)
def test_working_hours_are_checked(written: dict[str, object], complaint: str) -> None:
    people = {"manager": {"name": "Ines", "email": "ines@example.org"}}
    raw = {"program": "p", "version": 1, "title": "P", "length": "26 weeks", "people": people}

    program, mistakes = check({**raw, "working_hours": written})

    if complaint:
        assert complaint in " ".join(mistake.message for mistake in mistakes)
    else:
        assert program is not None
        assert program.working_hours == USUAL
