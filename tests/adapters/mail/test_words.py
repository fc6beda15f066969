from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail import words


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "Tuesday 3 March 2026, 14:00 (Europe/Berlin)"),
        ("America/Los_Angeles", "Tuesday 3 March 2026, 05:00 (America/Los_Angeles)"),
        ("Asia/Kolkata", "Tuesday 3 March 2026, 18:30 (Asia/Kolkata)"),
        ("Pacific/Auckland", "Wednesday 4 March 2026, 02:00 (Pacific/Auckland)"),
    ],
)
def test_a_moment_is_told_in_the_readers_own_zone(zone: str, said: str) -> None:
    assert words.moment("2026-03-03T13:00:00+00:00", zone) == said
    assert words.moment(datetime(2026, 3, 3, 13, tzinfo=UTC), zone) == said


def test_summer_time_is_summer_time() -> None:
    before, after = "2026-03-28T13:00:00Z", "2026-03-29T13:00:00Z"
    assert "14:00" in words.moment(before, "Europe/Berlin")
    assert "15:00" in words.moment(after, "Europe/Berlin")


def test_a_zone_that_this_machine_does_not_know_becomes_utc() -> None:
    said = words.moment("2026-03-03T13:00:00Z", "Mars/Olympus")
    assert said == "Tuesday 3 March 2026, 13:00 (UTC)"


def test_a_date_is_the_same_day_everywhere() -> None:
    assert words.day("2026-03-03", "America/Los_Angeles") == "Tuesday 3 March 2026"
    assert words.day("2026-03-03T02:00:00Z", "America/Los_Angeles") == "Monday 2 March 2026"


def test_a_meeting_has_a_start_and_an_end() -> None:
    start, end = datetime(2026, 3, 3, 13, tzinfo=UTC), datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert words.span(start, end, "UTC") == "Tuesday 3 March 2026, 13:00 to 14:00 (UTC)"


@pytest.mark.parametrize(
    ("length", "said"),
    [("2 weeks", "every 2 weeks"), ("1 week", "every week"), ("10 days", "every 10 days")],
)
def test_a_length_becomes_a_rhythm(length: str, said: str) -> None:
    assert words.each(length) == said


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 week"), (4, "4 weeks"), ("4", "4 weeks"), ("4 weeks", "4 weeks")]
)
def test_a_number_gets_its_unit(count: object, said: str) -> None:
    assert words.counted(count, "week") == said


@pytest.mark.parametrize(
    ("least", "most", "said"), [(1, 5, "1 to 5 goals"), (3, 3, "3 goals"), (1, 1, "1 goal")]
)
def test_the_number_of_goals_is_said_plainly(least: int, most: int, said: str) -> None:
    assert words.goals(least, most) == said
    assert words.goals(0, 2) == "up to 2 goals"


@given(st.text())
def test_whatever_people_write_stays_on_one_line(text: str) -> None:
    assert len(words.line(text).splitlines()) <= 1


@given(st.text().filter(str.strip))
def test_every_line_of_a_quotation_is_marked_as_one(text: str) -> None:
    assert all(row.startswith(">") for row in words.quote(text).split("\n"))
