from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.links.signed import Claim, LinkExpired, LinkInvalid, LinkRevoked, SignedLinks

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
LINKS = SignedLinks("https://mentoring.example.org/", "a secret")


def token(links: SignedLinks = LINKS, person: str = "P013") -> str:
    return links.url("spring-P013", person, "survey:review-2", UNTIL).rpartition("/")[2]


def test_a_link_tells_who_may_do_what_and_until_when() -> None:
    claim = LINKS.read(token(), NOW)
    assert claim == Claim(
        mentorship="spring-P013", person="P013", task="survey:review-2", expires=UNTIL
    )


def test_a_link_stands_under_the_public_address() -> None:
    url = LINKS.url("spring-P013", "P013", "agreement", UNTIL)
    assert url.startswith("https://mentoring.example.org/a/")


def test_a_link_survives_being_clicked_in_a_mail() -> None:
    assert set(token()) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_the_same_link_asked_for_twice_is_the_same() -> None:
    assert token() == token(SignedLinks("https://mentoring.example.org", "a secret"))


def test_two_people_have_different_links_for_the_same_review() -> None:
    assert token(person="P013") != token(person="P004")


def test_a_link_ends_at_its_moment() -> None:
    assert LINKS.read(token(), UNTIL - timedelta(seconds=1)).person == "P013"
    with pytest.raises(LinkExpired):
        LINKS.read(token(), UNTIL)


def test_a_link_with_a_part_of_a_second_does_not_end_early() -> None:
    end = UNTIL + timedelta(milliseconds=400)
    late = LINKS.url("spring-P013", "P013", "agreement", end).rpartition("/")[2]
    assert LINKS.read(late, UNTIL + timedelta(milliseconds=300)).task == "agreement"


def test_a_link_may_be_made_in_any_time_zone() -> None:
    lisbon = UNTIL.astimezone(tz=None)
    assert LINKS.url("m", "p", "t", lisbon) == LINKS.url("m", "p", "t", UNTIL)


def test_nobody_can_make_a_link_without_the_secret() -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(token(SignedLinks("https://mentoring.example.org", "another secret")), NOW)


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_a_link_with_one_letter_changed_is_refused(place: int) -> None:
    good = token()
    letter = "A" if good[place] != "A" else "B"
    with pytest.raises(LinkInvalid):
        LINKS.read(good[:place] + letter + good[place + 1 :], NOW)


def test_a_link_cut_off_by_a_mail_program_is_refused() -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(token()[:-3], NOW)


@given(st.text())
def test_anything_else_is_refused_as_a_link(text: str) -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(text, NOW)


def test_links_in_old_mails_still_work_after_the_secret_was_replaced() -> None:
    replaced = SignedLinks("https://mentoring.example.org", "a secret", "a newer secret")
    assert replaced.read(token(), NOW).person == "P013"
    with pytest.raises(LinkInvalid):
        LINKS.read(token(replaced), NOW)


@pytest.mark.parametrize("secrets", [(), ("",), ("a secret", "")])
def test_links_are_never_made_without_a_secret(secrets: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="secret"):
        SignedLinks("https://mentoring.example.org", *secrets)


def test_links_made_before_a_moment_can_be_withdrawn() -> None:
    early, late = NOW - timedelta(hours=1), NOW
    links = [LINKS.url("m", "p", "t", UNTIL, made) for made in (None, early, late)]
    claims = [LINKS.claim(link.rpartition("/")[2]) for link in links]

    for claim in claims[:2]:
        with pytest.raises(LinkRevoked):
            claim.check(NOW, since=NOW + timedelta(milliseconds=300))
    claims[2].check(NOW, since=NOW + timedelta(milliseconds=300))
    assert [claim.made for claim in claims] == [None, early, late]


def test_who_comes_with_a_link_that_has_ended_is_still_known() -> None:
    claim = LINKS.claim(token())

    assert claim.person == "P013"
    with pytest.raises(LinkExpired):
        claim.check(UNTIL)
