"""Which subscriptions can be made, and where events may go."""

import pytest

from domain.webhooks.checks import check, forbidden, tidy
from domain.webhooks.model import WebhookInvalid

GOOD = "https://example.org/tandem"


def problems(url: str = GOOD, *, private: bool = False, **names: list[str]) -> list[str]:
    wish = {"types": ["*"], "programs": ["*"], **names}
    try:
        check(url, wish["types"], wish["programs"], private=private)
    except WebhookInvalid as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    "url",
    [
        GOOD,
        "https://example.org:8443/a?key=1",
        "https://93.184.216.34/hook",
        "https://xn--bcher-kva.example/hook",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/hook",
    ],
)
def test_an_address_on_the_internet_is_good(url: str) -> None:
    assert problems(url) == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("example.org", "is no web address"),
        ("ftp://example.org", "is no web address"),
        ("http://example.org/hook", "must begin with https://"),
        ("https://ana:secret@example.org/", "user name or password"),
        ("https://example.org/#part", "behind #"),
        ("https://localhost/hook", "this machine itself"),
        ("https://127.0.0.1/hook", "this machine itself"),
        ("https://[::1]/hook", "this machine itself"),
        ("https://10.0.0.7/hook", "private network"),
        ("https://169.254.169.254/latest/meta-data", "never the address of a receiver"),
        ("https://[::ffff:10.0.0.7]/hook", "private network"),
        ("https://2130706433/hook", "this machine itself"),
        ("https://0x7f.1/hook", "this machine itself"),
        (f"https://example.org/{'a' * 2000}", "longer than 2000"),
    ],
)
def test_an_address_that_can_not_be_is_refused_with_its_reason(url: str, said: str) -> None:
    assert any(said in problem for problem in problems(url))


def test_where_private_receivers_are_allowed_they_may_even_use_http() -> None:
    for url in ("http://localhost:9000/", "http://10.0.0.7/", "https://[fd00::7]/hook"):
        assert problems(url, private=True) == []
    assert "TANDEM_WEBHOOK_PRIVATE=true" in problems("https://10.0.0.7/")[0]


def test_even_then_nothing_goes_in_clear_over_the_internet_or_to_a_cloud_s_own_secrets() -> None:
    assert "only https" in problems("http://93.184.216.34/", private=True)[0]
    assert problems("http://169.254.169.254/", private=True) != []


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104  it is to be refused
        "100.64.0.1",
        "192.168.1.1",
        "172.16.3.4",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_no_inner_address_hides_behind_another_way_to_write_it(address: str) -> None:
    assert forbidden(address, private=False, encrypted=True) != ""


def test_an_unknown_type_is_named_with_the_one_that_was_perhaps_meant() -> None:
    (problem,) = problems(types=["meeting_hold"])

    assert (
        problem == "types: there is no type of event 'meeting_hold'; did you mean `meeting_held`?"
    )
    assert problems(types=["meeting_held", "*"]) == []


def test_every_mistake_is_told_at_once() -> None:
    said = problems("http://example.org", types=[], programs=["Not a name"])

    assert [one.partition(":")[0] for one in said] == ["URL", "types", "programs"]


def test_beside_everything_nothing_needs_a_name() -> None:
    assert tidy(["meeting_held", " *"]) == ("*",)
    assert tidy(["b", "a", "b"]) == ("b", "a")
