"""E-mail addresses."""

import pytest

from domain.people.addresses import is_address


@pytest.mark.parametrize(
    "text", ["a@example.org", "o'neil+x@mail.example.org", "jürgen@bücher.example"]
)
def test_an_address_that_a_mail_server_can_try(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@example",
        "@example.org",
        "a b@example.org",
        "a@b@example.org",
        "a..b@example.org",
        "a@example..org",
        "a@-example.org",
        "<a@example.org>",
        "a,b@example.org",
        "a@example.org\n",
        "a@example.org\nBcc: b@example.org",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)
