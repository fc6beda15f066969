"""The doctor names what is missing, late or stuck."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from adapters.keys.ring import new_key
from adapters.store.projections import put_aside
from adapters.store.projector import Projector
from adapters.temporal.releases import Given
from domain.mentorship.messages import Message, Recipient
from domain.people.erasures import Receipt
from domain.readmodels.rows import PoisonedRow
from entrypoints.bootstrap import open_store
from entrypoints.cli.doctor import status_of
from entrypoints.cli.engine_checks import registering, without_workers
from entrypoints.cli.findings import Check
from entrypoints.settings import load
from tests.entrypoints.cli.conftest import Answer, Tandem
from tests.entrypoints.cli.records import FIRST, Past, days_ago

ANN = Recipient(
    person="P1", role="mentee", name="Ann", email="ann@example.org", timezone="Europe/Dublin"
)


def letter(effect: str) -> Message:
    return Message(
        id=effect,
        kind="nudge",
        to=ANN,
        mentorship=effect.partition("/")[0],
        cohort="spring",
        program="First steps",
        manager="Maren",
        manager_email="maren@example.org",
        at=datetime.now(UTC),
    )


def statuses(answer: Answer) -> dict[str, str]:
    return {check["name"]: check["status"] for check in answer.json}


def details(answer: Answer, name: str) -> list[str]:
    return next(check["details"] for check in answer.json if check["name"] == name)


def test_where_nothing_is_the_doctor_says_so_and_makes_nothing(
    tandem: Tandem, folder: Path
) -> None:
    answer = tandem("doctor", "--json")

    assert answer.status == 3
    assert statuses(answer) == {"Database": "unreachable", "Temporal": "unreachable"}
    assert not folder.exists()


def test_a_stopped_installation_is_examined_as_far_as_it_can_be(
    tandem: Tandem, folder: Path
) -> None:
    past = Past(folder, days_ago(1))
    past.launch(opening=8)
    with past.store() as store:
        Projector(store.engine, store.events).catch_up()

    answer = tandem("doctor", "--json")

    assert answer.status == 3
    of_pairs = ("Keys of people", "Pairs", "Launches", "Messages", "Read models", "Erasures")
    names = ("Database", *of_pairs, "Webhooks")
    fine = dict.fromkeys(names, "ok")
    assert statuses(answer) == fine | {"Temporal": "unreachable"}
    told = tandem("doctor").out  # in lines as long as the folder allows
    assert "tandem up" in " ".join(told.split())


def test_pairs_that_are_late_or_missing_are_named(tandem: Tandem, folder: Path) -> None:
    Past(folder, days_ago(30)).launch(opening=1)

    answer = tandem("doctor", "--json")

    assert {statuses(answer)[name] for name in ("Pairs", "Launches")} == {"trouble"}
    (late,) = details(answer, "Pairs")
    assert late.startswith(f"{FIRST}: both signatures, due ")
    assert len(details(answer, "Launches")) == 7


def test_messages_that_could_not_be_sent_are_named_with_the_reason(
    tandem: Tandem, folder: Path
) -> None:
    with open_store(load()) as store:
        now = datetime.now(UTC)
        for number, status in enumerate(("deferred", "delivered", "bounced"), 1):
            effect = f"spring-a-b/{number}/1"
            store.deliveries.claim(letter(effect), f"<{effect}>", now)
            store.deliveries.settle(effect, status, "greylisted", now)
        store.deliveries.claim(letter("spring-a-b/4/1"), "<4>", now)  # being sent at the moment

    (unsent,) = details(tandem("doctor", "--json"), "Messages")

    assert unsent == "spring-a-b/1/1 (nudge to P1): deferred after 1 attempt: greylisted"


def test_a_message_whose_sender_died_is_named(tandem: Tandem, folder: Path) -> None:
    with open_store(load()) as store:
        store.deliveries.claim(letter("spring-a-b/1/1"), "<1>", datetime.now(UTC))
        with store.engine.begin() as connection:
            long_ago = {"then": days_ago(1).replace(tzinfo=None)}
            connection.execute(text("UPDATE delivery SET claimed_at = :then"), long_ago)

    (unsent,) = details(tandem("doctor", "--json"), "Messages")

    assert unsent.endswith("sending after 1 attempt: the sender died")


@pytest.mark.parametrize(
    ("version", "remedy"),
    [("0001", "brings it there: tandem migrate"), ("9999", "who made it is not said there")],
)
def test_a_database_of_another_version_is_no_reason_to_touch_it(
    tandem: Tandem, folder: Path, version: str, remedy: str
) -> None:
    with open_store(load()) as store, store.engine.begin() as connection:
        other = text("UPDATE alembic_version SET version_num = :version")
        connection.execute(other, {"version": version})

    answer = tandem("doctor", "--json")

    assert statuses(answer)["Database"] == "trouble"
    assert remedy in answer.json[0]["says"]
    assert "Pairs" not in statuses(answer)


def test_a_search_attribute_that_is_missing_comes_with_the_command_that_registers_it() -> None:
    (line,) = registering({"TandemDue": "Datetime"}, "mentoring")

    assert line == (
        "TandemDue: temporal operator search-attribute create"
        " --namespace mentoring --name TandemDue --type Datetime"
    )


def test_a_disk_that_is_nearly_full_is_told_before_it_is(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(load(data_dir=folder)):
        assert "reached and written" in tandem("doctor").out
    little = SimpleNamespace(free=12_345_678)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)

    assert "Its disk is nearly full: 12 MB are left." in tandem("doctor").out


def test_a_version_that_is_given_work_and_has_no_worker_is_named() -> None:
    def told(given: Given | None, *builds: str) -> str:
        return "; ".join(without_workers(given, builds))

    assert "b1 is current and has no worker" in told(Given(current="b1"), "b2")
    assert "b3 is ramping and has no worker" in told(Given(current="b1", ramping="b3"), "b1")
    assert "no version is current, and every worker has one" in told(Given(), "b1")
    assert told(Given(current="b1"), "b1", "b2") == ""
    assert told(Given(), "", "b1") == ""
    assert told(None, "") == ""
    assert told(Given(current="b1")) == ""  # no worker at all is told otherwise


def test_a_temporal_server_that_does_not_answer_is_named(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", "127.0.0.1:1")
    answer = tandem("doctor")
    assert answer.status == 3
    assert "no keys are given: set TANDEM_KEYS_FILE" in answer.out

    monkeypatch.setenv("TANDEM_KEYS", new_key("2026-11"))
    answer = tandem("doctor")
    assert answer.status == 3
    assert "127.0.0.1:1 can't be reached" in answer.out


def test_trouble_alone_is_told_from_what_cannot_be_reached() -> None:
    fine = Check(name="Mail", status="ok", says="")
    late = Check(name="Pairs", status="trouble", says="")
    gone = Check(name="Temporal", status="unreachable", says="")

    assert [status_of(found) for found in ([fine], [fine, late], [late, gone])] == [0, 1, 3]


def test_a_database_that_cannot_be_written_is_named(tandem: Tandem, folder: Path) -> None:
    with open_store(load()) as store, store.engine.begin() as connection:
        refuse = "BEFORE INSERT ON projection BEGIN SELECT RAISE(ABORT, 'full'); END"
        connection.execute(text(f"CREATE TRIGGER full_disk {refuse}"))

    (database, *_) = tandem("doctor", "--json").json

    assert (database["status"], database["says"]) == ("trouble", "It can't be written: full")


def test_a_pair_that_read_models_cannot_show_is_named(tandem: Tandem, folder: Path) -> None:
    with open_store(load()) as store, store.engine.begin() as connection:
        row = PoisonedRow(
            mentorship=FIRST,
            position=7,
            version=3,
            type="from_the_future",
            error="unknown",
            since=days_ago(1),
        )
        put_aside(connection, row)

    assert details(tandem("doctor", "--json"), "Read models") == [
        f"{FIRST}: put aside at version 3 (from_the_future): unknown"
    ]


def test_an_erasure_that_was_cut_short_is_named(tandem: Tandem, folder: Path) -> None:
    with open_store(load()) as store:
        store.erasures.begin("N01", days_ago(1), Receipt())
        store.erasures.begin("N02", datetime.now(UTC), Receipt())  # it is under way

    (told,) = details(tandem("doctor", "--json"), "Erasures")

    assert told.startswith("N01: begun on ")
    assert told.endswith("tandem person erase N01 --end")


def test_a_database_that_gives_out_amid_the_questions_leaves_what_was_found_and_the_rest_asked(
    tandem: Tandem, folder: Path
) -> None:
    Past(folder, days_ago(30)).launch(opening=1)
    with open_store(load()) as store, store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE delivery RENAME TO elsewhere"))

    answer = tandem("doctor", "--json")

    found = statuses(answer)
    assert answer.status == 3
    assert (found["Pairs"], found["Record"], found["Temporal"]) == (
        *("trouble", "unreachable", "unreachable"),
    )


def test_mail_is_asked_though_temporal_is_away(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("TANDEM_SMTP_PORT", "1")

    assert statuses(tandem("doctor", "--json"))["Mail"] == "unreachable"
