"""The record is proven, or what is wrong with it is named; its events are described."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from entrypoints.bootstrap import open_store
from entrypoints.cli import record_verify
from entrypoints.settings import load
from tests.adapters.store.forgery import change
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, SECOND, Past, days_ago


@pytest.fixture
def past(folder: Path) -> Path:
    """A pair that has signed at the positions 1 and 3 to 10, and one that has just opened."""
    past = Past(folder, days_ago(2))
    past.launch()
    past.aligns(FIRST)
    return folder


@contextmanager
def database() -> Iterator[Engine]:
    with open_store(load()) as store:
        yield store.engine


def test_a_sound_record_is_told_to_be_sound_with_its_anchor(tandem: Tandem, past: Path) -> None:
    answer = tandem("record", "verify")

    verdict, limits, anchor = answer.out.splitlines()
    assert (answer.status, answer.err) == (0, "")
    assert verdict.endswith("facts of 2 pairs: nothing was changed, removed, moved or added.")
    assert limits.startswith("Without an anchor from before, this can't show")
    assert tandem("record", "verify", "--anchor", anchor.removeprefix("Anchor: ")).status == 0


def test_an_empty_record_is_sound(tandem: Tandem, folder: Path) -> None:
    with database():
        pass

    assert tandem("record", "verify").out.startswith("0 facts of 0 pairs: nothing was changed")


def test_what_is_wrong_with_a_record_is_told_one_line_a_fault(tandem: Tandem, past: Path) -> None:
    with database() as engine:
        change(engine, "UPDATE event SET cause = 'nobody' WHERE position IN (2, 3)")

    answer = tandem("record", "verify")

    assert answer.status == 1
    assert answer.err.splitlines() == [
        f"position 2, {SECOND}, version 1: it was changed, or its seal was: they do not fit",
        f"position 3, {FIRST}, version 2: it was changed, or its seal was: they do not fit",
    ]
    assert answer.out.startswith("2 faults in ")


def test_programs_get_every_fault_with_its_place(tandem: Tandem, past: Path) -> None:
    sound = tandem("record", "verify", "--json").json
    with database() as engine:
        change(engine, "UPDATE event SET cause = 'nobody' WHERE position = 2")

    answer = tandem("record", "verify", "--json", "--anchor", sound["anchor"])

    (fault,) = answer.json["found"]
    assert (sound["faults"], sound["found"], sound["unsealed"]) == (0, [], 0)
    assert answer.status == 1
    assert (fault["kind"], fault["position"], fault["pair"]) == ("changed", 2, SECOND)
    assert answer.json["faults"] == 1
    assert answer.json["cannot_show"] != sound["cannot_show"]


def test_an_anchor_shows_that_an_older_copy_was_put_back(tandem: Tandem, folder: Path) -> None:
    past = Past(folder, days_ago(2))
    past.launch()
    older = (folder / "tandem.db").read_bytes()
    past.aligns(FIRST)
    anchor = tandem("record", "verify", "--json").json["anchor"]
    (folder / "tandem.db").write_bytes(older)

    answer = tandem("record", "verify", "--anchor", anchor)

    assert tandem("record", "verify").status == 0
    assert answer.status == 1
    assert "the record ends here, before the anchor" in answer.err


def test_facts_without_a_seal_are_told_of(tandem: Tandem, past: Path) -> None:
    with database() as engine:
        change(engine, "UPDATE event SET hash = NULL", "UPDATE stream SET head = NULL")

    answer = tandem("record", "verify")

    assert answer.status == 0
    assert "of release 0.1 without a seal" in answer.out


def test_of_very_many_faults_the_first_are_named_and_all_are_counted(
    tandem: Tandem, past: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_verify, "TOLD", 3)
    with database() as engine:
        change(engine, "UPDATE event SET cause = 'nobody' WHERE position <= 8")

    answer = tandem("record", "verify")

    assert len(answer.err.splitlines()) == 4
    assert answer.err.endswith("and 5 more\n")
    assert answer.out.startswith("8 faults in ")


def test_an_anchor_with_a_slip_is_refused(tandem: Tandem, past: Path) -> None:
    answer = tandem("record", "verify", "--anchor", "12:abc")

    assert answer.status == 2
    assert answer.err == (
        "An anchor is a position and 64 letters, as `tandem record verify` prints it.\n"
    )


def test_there_is_nothing_to_verify_where_nothing_is(tandem: Tandem, folder: Path) -> None:
    assert tandem("record", "verify").status == 2
    assert not folder.exists()


def test_the_events_are_listed_with_what_they_say(tandem: Tandem, folder: Path) -> None:
    answer = tandem("record", "schemas")

    assert answer.status == 0
    assert "tandem.mentorship.agreement_signed.v1" in answer.out
    assert "One of the two signed what stood there." in answer.out
    assert not folder.exists()


@pytest.mark.parametrize("name", ["task_done", "task_done.v1", "tandem.mentorship.task_done.v1"])
def test_the_schema_of_an_event_has_the_events_name(tandem: Tandem, name: str) -> None:
    answer = tandem("record", "schemas", name)

    assert answer.json["$id"] == "tandem.mentorship.task_done.v1"
    assert list(answer.json["properties"]) == ["task", "by"]


def test_every_exported_event_has_a_schema(tandem: Tandem, past: Path) -> None:
    lines = tandem("record", "export").out.splitlines()
    schemas = tandem("record", "schemas", "--json").json

    assert {json.loads(line)["type"] for line in lines} <= schemas.keys()


def test_schemas_are_written_into_a_folder(tandem: Tandem, tmp_path: Path) -> None:
    out = tmp_path / "schemas"

    answer = tandem("record", "schemas", "--out", str(out))
    one = tandem("record", "schemas", "task_done", "--out", str(out), "--json")

    assert answer.out == f"{len(list(out.iterdir()))} schemas written to {out}.\n"
    assert one.json == {"folder": str(out), "schemas": 1}
    assert json.loads((out / "task_done.v1.json").read_text())["title"] == "Task done"


def test_schemas_are_not_written_where_that_is_impossible(tandem: Tandem, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    answer = tandem("record", "schemas", "--out", str(tmp_path / "file" / "schemas"))

    assert answer.status == 2
    assert "can't be written" in answer.err


def test_an_event_that_does_not_exist_is_told_with_the_one_that_was_meant(tandem: Tandem) -> None:
    meant, lost = tandem("record", "schemas", "task_dun"), tandem("record", "schemas", "quarrel")

    assert (meant.status, lost.status) == (2, 2)
    assert "Did you mean task_done?" in meant.err
    assert "tandem record schemas" in lost.err
