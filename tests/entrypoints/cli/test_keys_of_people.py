"""The keys of people hang on the ring: no key of it goes while one of them needs it."""

from pathlib import Path

import pytest

from entrypoints.cli.main import run
from tests.entrypoints.cli.records import Past, days_ago


def test_an_old_key_is_dropped_only_once_the_keys_of_people_are_wrapped_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = Past(tmp_path, days_ago(1))
    past.launch(opening=1)
    place = ("--data", str(tmp_path))
    first = (tmp_path / "keys").read_text(encoding="ascii").partition(":")[0]
    assert run(["keys", "add", "second", *place]) == 0
    assert run(["keys", "use", "second", *place]) == 0

    assert run(["keys", "drop", first, *place]) == 2
    assert "keys rewrap" in capsys.readouterr().err

    assert run(["keys", "rewrap", *place]) == 0
    assert "2 keys of people" in capsys.readouterr().out
    assert run(["keys", "drop", first, "--lose", *place]) == 0
    assert run(["person", "export", "N01", *place]) == 0
    assert "[erased]" not in capsys.readouterr().out


def test_a_machine_with_another_ring_does_not_start_and_a_lost_one_is_given_up_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = Past(tmp_path, days_ago(1))
    past.launch(opening=1)
    place = ("--data", str(tmp_path))
    lost = (tmp_path / "keys").read_text(encoding="ascii").partition(":")[0]
    (tmp_path / "keys").unlink()  # as where somebody forgets it on a new machine

    assert run(["up", *place]) == 2
    said = capsys.readouterr().err
    assert f"keys of people (2) are under '{lost}'" in said
    assert "TANDEM_KEYS_FILE" in said
    run(["doctor", *place])
    assert "Keys of people" in capsys.readouterr().out

    assert run(["keys", "drop", lost, *place]) == 2
    assert run(["keys", "drop", lost, "--lose", *place]) == 0
    assert "2 keys of people that were under" in capsys.readouterr().out
    assert run(["person", "export", "N01", *place]) == 0
    assert "[erased]" in capsys.readouterr().out
    assert run(["record", "verify", *place]) == 0
