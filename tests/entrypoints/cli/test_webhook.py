"""`tandem webhook`, as far as it goes while nothing runs."""

from pathlib import Path

import pytest

from domain.webhooks.model import DeadLetter, Progress
from tests.domain.webhooks.samples import NOON, webhook
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import Past, days_ago

ONE = webhook(types=("meeting_held",), programs=("first-steps",))
LETTER = DeadLetter(
    webhook=ONE.id,
    event="6f1d",
    position=2,
    type="meeting_held",
    mentorship="spring-N01-M01",
    attempts=9,
    error="500 Internal Server Error",
    at=NOON,
)
FAILING = Progress(position=1, attempts=3, error="503 Service Unavailable", next_at=NOON)


@pytest.fixture
def past(folder: Path) -> Past:
    """A record with some facts."""
    past = Past(folder, days_ago(1))
    past.launch()
    return past


def subscribe(past: Past) -> None:
    with past.store() as store:
        store.webhooks.add(ONE)
        store.webhooks.keep(ONE.id, 1, FAILING, LETTER)


def test_who_has_not_subscribed_yet_is_told_how(tandem: Tandem, past: Past) -> None:
    answer = tandem("webhook", "list")

    assert (answer.status, "tandem webhook add URL" in answer.out) == (0, True)
    assert tandem("webhook", "list", "--json").json == []


def test_subscriptions_are_listed_with_how_they_stand(tandem: Tandem, past: Past) -> None:
    subscribe(past)

    row = tandem("webhook", "list").out.splitlines()[-1]

    for word in (ONE.id, ONE.url, "meeting_held of first-steps", "retrying", "fact"):
        assert word in row


def test_one_is_shown_with_its_lag_its_trouble_and_what_nobody_took(
    tandem: Tandem, past: Past
) -> None:
    subscribe(past)

    shown, read = tandem("webhook", "show", ONE.id), tandem("webhook", "show", ONE.id, "--json")

    for words in ("3 failed, next 2 Mar 2026 12:00 UTC", "503 Service", "6f1d", "redeliver"):
        assert words in shown.out
    assert read.json["dead_letters"][0]["event"] == "6f1d"
    assert read.json["lag"] == read.json["newest"] - 1


def test_one_that_there_is_not_is_a_mistake_of_the_user(tandem: Tandem, past: Past) -> None:
    answer = tandem("webhook", "show", "nobody")

    assert (answer.status, answer.err) == (2, "There is no subscription nobody.\n")


def test_nothing_is_changed_while_nothing_runs(tandem: Tandem, past: Past) -> None:
    subscribe(past)

    for words in (("pause", ONE.id), ("remove", ONE.id), ("add", "https://example.org")):
        answer = tandem("webhook", *words)
        assert (answer.status, "Nothing is running" in answer.err) == (3, True)
    with past.store() as store:
        assert store.webhooks.list() == [ONE.changed(progress=FAILING)]


def test_the_doctor_names_what_fails_and_what_nobody_took(tandem: Tandem, past: Past) -> None:
    subscribe(past)
    check = next(one for one in tandem("doctor", "--json").json if one["name"] == "Webhooks")

    assert check["status"] == "trouble"
    failing, letters = check["details"]
    assert "3 attempts failed: 503 Service Unavailable" in failing
    assert "1 dead letter" in letters


def test_the_doctor_names_a_paused_one_and_minds_it_only_where_nobody_wanted_it(
    tandem: Tandem, past: Past
) -> None:
    with past.store() as store:
        store.webhooks.add(ONE)
        store.webhooks.pause(ONE.id, "by ana")
    wanted = next(one for one in tandem("doctor", "--json").json if one["name"] == "Webhooks")
    with past.store() as store:
        store.webhooks.pause(ONE.id, "The receiver answered 410 Gone: it wants no more events.")
    unwanted = next(one for one in tandem("doctor", "--json").json if one["name"] == "Webhooks")

    assert (wanted["status"], ONE.id in wanted["says"]) == ("ok", True)
    assert unwanted["status"] == "trouble"
    assert "410 Gone" in unwanted["details"][0]
