"""How names are found."""

import pytest

from domain.people.folding import folded


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Dolores Peña", "dolores pena"),
        ("Paweł Zając", "pawel zajac"),
        ("Søren Æbeltoft", "soren aebeltoft"),
        ("Straße", "STRASSE"),
        ("  Chen   Haoyu ", "chen haoyu"),
        ("指導", "指導"),
    ],
)
def test_a_name_is_found_as_people_type_it(name: str, typed: str) -> None:
    assert folded(name) == folded(typed) == typed.casefold()
