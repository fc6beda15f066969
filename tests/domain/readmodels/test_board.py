"""Where a page of a board goes on."""

from datetime import UTC, datetime

import pytest

from domain.readmodels.board import Place, Sort

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        ("health", Place(0, 40, "a-b")),
        ("health", Place(2, None, "a-b")),
        ("due", Place(0, NOON, "a-b")),
        ("name", Place(0, "zoë", "a-b")),
        ("last", Place(0, NOON, "a-b")),
    ],
)
def test_a_place_is_read_as_it_was_written(sort: Sort, place: Place) -> None:
    assert Place.read(place.text(), sort) == place


@pytest.mark.parametrize(
    "word",
    [
        "",
        "[]",
        "7",
        '{"stretch": 0}',
        '[9, 1, "a"]',
        '["0", 1, "a"]',
        '[0, "many", "a"]',
        '[0, 1e99, "a"]',
        '[0, 101, "a"]',
        '[0, true, "a"]',
        '[1, 3, "a"]',
        "[0, 3, 4]",
        '[0, 3, "a\\u0000"]',
        '[0, 3, "\\ud800"]',
        "[" * 100_000,
    ],
)
def test_whatever_else_somebody_writes_there_is_no_place(word: str) -> None:
    assert Place.read(word, "health") is None


def test_a_place_of_one_order_is_none_of_another() -> None:
    assert Place.read('[0, "2027-01-04T12:00:00", "a"]', "due") is None
    assert Place.read(Place(0, "ana", "a").text(), "due") is None
