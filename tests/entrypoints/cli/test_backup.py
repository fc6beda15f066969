"""A manager saves the record with a command, and puts it back with another."""

import shutil
from pathlib import Path

import pytest

from adapters.store.backup import examine
from entrypoints.installation import exclusive
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, Past, days_ago


def test_a_record_is_saved_and_put_back(tandem: Tandem, folder: Path, tmp_path: Path) -> None:
    past = Past(folder, days_ago(1))
    past.launch()
    copy = str(tmp_path / "copy.db")

    saved = tandem("record", "backup", copy)
    past.asks(FIRST, "manager", "pause", reason="a journey")
    put_back = tandem("record", "restore", copy, "--json")

    assert saved.status == 0
    assert "2 events of 2 pairs" in saved.out
    assert (put_back.json["events"], put_back.json["file"]) == (2, str(folder / "tandem.db"))
    assert examine(Path(put_back.json["aside"])).events > 2
    assert tandem("pair", "show", FIRST, "--json").json["state"]["pause"] is None


def test_a_record_is_restored_where_there_is_none(
    tandem: Tandem, folder: Path, tmp_path: Path
) -> None:
    Past(folder, days_ago(1)).launch()
    copy, other = str(tmp_path / "copy.db"), str(tmp_path / "another")
    tandem("record", "backup", copy)
    Path(other).mkdir()
    shutil.copy(folder / "keys", other)

    answer = tandem("record", "restore", copy, "--data", other)

    assert answer.status == 0
    assert "kept" not in answer.out
    assert tandem("pair", "show", FIRST, "--data", other).status == 0


def test_a_record_that_is_restored_without_its_keys_says_which_to_bring(
    tandem: Tandem, folder: Path, tmp_path: Path
) -> None:
    Past(folder, days_ago(1)).launch()
    copy, other = str(tmp_path / "copy.db"), str(tmp_path / "another")
    (needed,) = tandem("record", "backup", copy, "--json").json["keys"]

    answer = tandem("record", "restore", copy, "--data", other)

    assert answer.status == 1
    assert "Restored from" in answer.out
    assert f"encrypted under {needed}, which is not on the ring here" in answer.err
    assert [file.name for file in Path(other).iterdir() if "keys" in file.name] == []


def test_where_nothing_is_there_is_nothing_to_save(
    tandem: Tandem, folder: Path, tmp_path: Path
) -> None:
    answer = tandem("record", "backup", str(tmp_path / "copy.db"))

    assert answer.status == 2
    assert "There is no record" in answer.err
    assert not folder.exists()


def test_a_file_that_is_no_record_is_refused(tandem: Tandem, folder: Path, tmp_path: Path) -> None:
    Past(folder, days_ago(1)).launch()
    (tmp_path / "copy.db").write_text("not a record")

    answer = tandem("record", "restore", str(tmp_path / "copy.db"))

    assert answer.status == 2
    assert "is no back-up of a record" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_a_record_that_runs_is_not_replaced(tandem: Tandem, folder: Path, tmp_path: Path) -> None:
    Past(folder, days_ago(1)).launch()
    copy = str(tmp_path / "copy.db")
    tandem("record", "backup", copy)

    with exclusive(folder):
        answer = tandem("record", "restore", copy)

    assert answer.status == 2
    assert "Stop it first" in answer.err


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgres_has_its_own_tools(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, tool: str
) -> None:
    monkeypatch.setenv("TANDEM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/tandem")

    answer = tandem("record", command, "copy.db")

    assert answer.status == 2
    assert tool in answer.err


def test_two_remedies_at_once_make_no_sense(tandem: Tandem, folder: Path) -> None:
    answer = tandem("recover", "--refill", "--rewind")

    assert answer.status == 2
    assert "exclude" in answer.err


def test_recovery_needs_an_engine(tandem: Tandem, folder: Path) -> None:
    Past(folder, days_ago(1)).launch()

    answer = tandem("recover")

    assert answer.status == 3
    assert "tandem up" in answer.err
