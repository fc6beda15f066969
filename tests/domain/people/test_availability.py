"""Weekly availability in words."""

from datetime import time

import pytest

from domain.people.availability import parse
from domain.people.model import Window


def test_windows_are_read_as_people_write_them() -> None:
    assert parse("Mon 09:00-12:00; wednesday 9:30 \u2013 17:00;") == (
        Window(weekday=0, start=time(9), end=time(12)),
        Window(weekday=2, start=time(9, 30), end=time(17)),
    )


def test_a_window_may_end_with_the_day() -> None:
    assert parse("Sun 20:00-24:00") == (Window(weekday=6, start=time(20), end=time(0)),)


def test_no_text_is_no_window() -> None:
    assert parse(" ; ") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Mon 9-12", "not a time of the week as in `Mon 09:00-12:00`"),
        ("09:00-12:00", "not a time of the week"),
        ("Mon 09:00-12:00, Tue 09:00-12:00", "not a time of the week"),
        ("Xyz 09:00-12:00", "no day of the week"),
        ("M 09:00-12:00", "no day of the week"),
        ("Mon 09:60-12:00", "no clock shows: 09:60"),
        ("Mon 25:00-26:00", "no clock shows: 25:00"),
        ("Mon 12:00-12:00", "later than it starts"),
        ("Mon 22:00-02:00", "later than it starts, on the same day"),
    ],
)
def test_a_malformed_window_is_quoted_with_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(f"Fri 09:00-10:00; {text}")
