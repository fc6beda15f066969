"""A day or a moment as people type it; what is left out counts to its end."""

from datetime import UTC, datetime, timedelta

import pytest

from entrypoints.asked_time import read

TICK = timedelta(microseconds=1)


def before(*parts: int) -> datetime:
    """The last microsecond before a moment in UTC."""
    return datetime(*parts, tzinfo=UTC) - TICK  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("2027-01-20", before(2027, 1, 21)),
        (" 20 Jan 2027 ", before(2027, 1, 21)),
        ("2027-01-20 13:00", before(2027, 1, 20, 13, 1)),
        ("20 Jan 2027 13:00", before(2027, 1, 20, 13, 1)),
        ("2027-01-20T13:00:07", before(2027, 1, 20, 13, 0, 8)),
        ("2027-01-20T13:00:07.5", datetime(2027, 1, 20, 13, 0, 7, 500_000, tzinfo=UTC)),
        ("2027-01-20T13:00Z", before(2027, 1, 20, 13, 1)),
        ("2027-01-20T13:00:00+05:30", before(2027, 1, 20, 7, 30, 1)),
        ("2027-07-01", before(2027, 7, 1, 23)),
        ("2027-07-01 08:00", before(2027, 7, 1, 7, 1)),
        ("2027-03-28", before(2027, 3, 28, 23)),  # the clock goes forward on this day
    ],
)
def test_a_moment_in_dublin_is_understood(typed: str, ends: datetime) -> None:
    assert read(typed).ends("Europe/Dublin") == ends


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "give a day or a moment"),
        ("yesterday", "give a day or a moment"),
        ("20 Foo 2027", "give a day or a moment"),
        ("2027-01-20 25:00", "there is no such day or time"),
        ("31 Feb 2027", "there is no such day or time"),
        ("9999-12-31", "outside of the calendar"),
        ("0001-01-01T00:00+10:00", "outside of the calendar"),
    ],
)
def test_what_is_no_moment_is_told(typed: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read(typed).ends("Europe/Dublin")
