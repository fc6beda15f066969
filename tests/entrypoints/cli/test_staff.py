"""`tandem staff` and `tandem token`: the staff, while nothing needs to run."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from entrypoints.bootstrap import open_store
from entrypoints.cli.staffing import operator
from entrypoints.settings import load
from entrypoints.web.staff.digests import digest
from tests.entrypoints.cli.conftest import Tandem

ADA = ("ada@example.org", "--name", "Ada", "--role", "admin")
BOB = ("bob@example.org", "--name", "Bob Bell", "--program", "one", "--program", "two")


@pytest.fixture
def office(folder: Path, tandem: Tandem) -> Path:
    """An installation with an admin."""
    with open_store(load()):
        pass
    assert tandem("staff", "add", *ADA).status == 0
    return folder


def log_of(tandem: Tandem) -> list[tuple[str, str, str]]:
    return [
        (deed["act"], deed["about"], deed["outcome"])
        for deed in tandem("staff", "log", "--json").json
    ]


def test_somebody_is_added_and_gets_a_link(tandem: Tandem, office: Path) -> None:
    answer = tandem("staff", "add", *BOB, "--json")

    assert answer.json["programs"] == ["one", "two"]
    assert answer.json["role"] == "manager"
    path = answer.json["link"].removeprefix("http://localhost:8080/enter/")
    with open_store(load()) as store:
        ticket = store.staff.ticket(digest(path))
    assert ticket is not None
    assert ticket.staff == "bob"
    shown = tandem("staff", "list").out
    assert "Bob Bell" in shown
    assert "one, two" in shown


def test_links_lead_to_where_the_settings_say(
    tandem: Tandem, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_PUBLIC_URL", "https://mentoring.example.org")

    said = tandem("staff", "link", "ADA@example.org").out

    assert said.startswith("https://mentoring.example.org/enter/")


def test_who_has_lost_their_codes_gets_in_by_a_link_without_them(
    tandem: Tandem, office: Path
) -> None:
    with open_store(load()) as store:
        store.staff.keep("ada", totp="sealed")
        tandem("staff", "link", "ada")
        assert store.staff.secrets("ada").totp == "sealed"
        tandem("staff", "link", "ada", "--without-codes")
        assert store.staff.secrets("ada").totp is None


def test_roles_change_and_people_are_switched_off_and_on(tandem: Tandem, office: Path) -> None:
    tandem("staff", "add", *BOB)

    assert tandem("staff", "role", "bob", "viewer").out == "Bob Bell is viewer of one, two.\n"
    tandem("staff", "role", "bob", "ops", "--program", "*")
    assert tandem("staff", "off", "bob@example.org").out == "Bob Bell is switched off.\n"
    assert tandem("staff", "link", "bob").status == 2
    assert tandem("staff", "on", "bob", "--json").json["active"] is True

    assert log_of(tandem)[:6] == [
        ("switched on", "bob", ""),
        ("made a link for", "bob", "switched_off"),
        ("made a link for", "bob", ""),
        ("switched off", "bob", ""),
        ("changed the rights of", "bob ops", ""),
        ("changed the rights of", "bob viewer", ""),
    ]


def test_the_last_admin_stays_one(tandem: Tandem, office: Path) -> None:
    for words in (("off", "ada"), ("role", "ada", "viewer")):
        answer = tandem("staff", *words)
        assert answer.status == 2
        assert "Nobody else is an admin" in answer.err

    assert [outcome for _, _, outcome in log_of(tandem)][:4] == [
        "last_admin",
        "",
        "last_admin",
        "",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("link", "nobody"), "Nobody of the staff is known as nobody."),
        (("role", "ada", "queen"), "queen is no role"),
        (("add", "ada", "--name", "Ada"), "ada is no e-mail address."),
        (("add", *ADA), "has the address ada@example.org already"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(
    tandem: Tandem, office: Path, words: tuple[str, ...], said: str
) -> None:
    answer = tandem("staff", *words)

    assert answer.status == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_the_log_says_who_was_at_the_machine(tandem: Tandem, office: Path) -> None:
    (deed,) = tandem("staff", "log", "--json").json

    assert (deed["name"], deed["via"]) == (operator(), "cli")
    assert "invited ada@example.org admin" in tandem("staff", "log").out


def test_a_token_is_made_listed_and_revoked(tandem: Tandem, office: Path) -> None:
    words = ("--name", "Nightly", "--scope", "boards.read", "--days", "30")
    made = tandem("token", "add", "ada", *words)
    text = made.out.strip()
    assert text.startswith("tandem_")
    assert made.err.startswith("It is named t-")
    with open_store(load()) as store:
        token = store.staff.token(digest(text))
    assert token is not None
    assert token.lives(datetime.now(UTC))

    listed = tandem("token", "list", "--json")
    assert [one["id"] for one in listed.json] == [token.id]
    assert text not in listed.out
    assert token.digest not in listed.out
    assert "never" in tandem("token", "list").out
    assert tandem("token", "revoke", token.id).out == "Nightly opens nothing any more.\n"
    assert "over" in tandem("token", "list").out
    assert log_of(tandem)[0] == ("ended an API token", f"{token.id} Nightly", "")


def test_a_token_may_only_what_there_is_and_what_its_owner_may(
    tandem: Tandem, office: Path
) -> None:
    tandem("staff", "add", *BOB)

    for scope, said in (("all", "all is nothing"), ("record.read", "Bob Bell may not")):
        answer = tandem("token", "add", "bob", "--name", "x", "--scope", scope)
        assert answer.status == 2
        assert said in answer.err
    assert json.loads(tandem("token", "list", "--json").out) == []


def test_a_token_that_is_not_there_is_not_revoked(tandem: Tandem, office: Path) -> None:
    answer = tandem("token", "revoke", "t-none")

    assert answer.status == 2
    assert "There is no token t-none" in answer.err
