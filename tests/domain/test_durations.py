"""Lengths of time in words."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.durations import parse, words


@given(st.integers(0, 600_000))
def test_a_length_written_in_words_reads_back_as_the_same_length(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    assert parse(words(length)) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("26 weeks", timedelta(weeks=26)),
        ("14 days", timedelta(days=14)),
        ("24 hours", timedelta(days=1)),
        ("1 hour", timedelta(hours=1)),
        (" 60  minutes ", timedelta(hours=1)),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, length: timedelta) -> None:
    assert parse(text) == length


@pytest.mark.parametrize(
    "value", ["", "14", "two weeks", "3 months", "-1 days", 14, None, "9" * 9]
)
def test_anything_else_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(ValueError, match="26 weeks"):
        parse(value)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=14), "2 weeks"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(minutes=1), "1 minute"),
    ],
)
def test_a_length_is_told_in_its_largest_whole_unit(length: timedelta, text: str) -> None:
    assert words(length) == text
