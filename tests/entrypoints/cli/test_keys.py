"""`tandem keys`: the ring is changed step by step; ids are shown, keys never."""

import os
import stat
from pathlib import Path

import pytest

from adapters.keys.ring import KeyRing, new_key
from entrypoints.cli.keys import StillNeeded, refuse_needed
from entrypoints.secrets import key_ring, read_keys
from entrypoints.settings import load
from tests.entrypoints.cli.conftest import Answer, Tandem


def shows_no_key(answer: Answer, ring: KeyRing) -> bool:
    """Tell whether what a command said holds none of the keys."""
    keys = [line.partition(":")[2] for line in ring.written().splitlines()]
    return not any(key in answer.out + answer.err for key in keys)


def test_a_ring_is_made_changed_and_tidied_by_commands(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder.with_name("ring")
    said = [tandem("keys", "add", "2026-11", "--file", str(file))]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("TANDEM_KEYS_FILE", str(file))

    said.append(tandem("keys", "add", "2027-11"))
    assert read_keys(file).ids == ("2026-11", "2027-11")
    assert "use it with: tandem keys use 2027-11" in said[-1].out

    said.append(tandem("keys", "use", "2027-11"))
    assert key_ring(load()).ids == ("2027-11", "2026-11")
    said.append(tandem("keys", "list", "--json"))
    assert [(row["key"], row["for"]) for row in said[-1].json] == [
        ("2027-11", "writing and reading"),
        ("2026-11", "reading"),
    ]
    assert all(shows_no_key(answer, read_keys(file)) for answer in said)

    assert tandem("keys", "drop", "2027-11", "--lose").err.startswith(
        "The key 2027-11 is the curr"
    )
    said.append(tandem("keys", "drop", "2026-11", "--lose"))
    assert read_keys(file).ids == ("2027-11",)
    assert "Back-ups from before its last use still need it" in said[-1].out
    assert [answer.status for answer in said] == [0] * 5


def test_whoever_could_read_a_ring_can_read_it_after_a_change(
    tandem: Tandem, folder: Path
) -> None:
    file, link = folder.with_name("ring"), folder.with_name("link")
    tandem("keys", "add", "a", "--file", str(file))
    file.chmod(0o444)  # as deploy/make-secrets.sh leaves it: each container has a user of its own
    link.symlink_to(file)

    assert tandem("keys", "add", "b", "--file", str(link)).status == 0
    assert tandem("keys", "use", "b", "--file", str(link)).status == 0

    assert stat.S_IMODE(file.stat().st_mode) == 0o444
    assert (link.is_symlink(), read_keys(file).ids) == (True, ("b", "a"))


def test_a_ring_is_on_the_disk_before_anything_is_encrypted_with_it(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe: list[str] = []
    sync, file = os.fsync, folder.with_name("ring")

    def noted(opened: int) -> None:
        safe.append(Path(f"/proc/self/fd/{opened}").resolve().name)
        sync(opened)

    monkeypatch.setattr(os, "fsync", noted)
    tandem("keys", "add", "a", "--file", str(file))
    key_ring(load(data_dir=folder))

    wanted = [f"ring.{os.getpid()}", file.parent.name, f"keys.{os.getpid()}", folder.name]
    assert safe == wanted


def test_a_ring_that_can_not_be_changed_is_named(tandem: Tandem, folder: Path) -> None:
    file = folder / "a file" / "ring"
    file.parent.parent.mkdir(exist_ok=True)
    file.parent.touch()

    answer = tandem("keys", "add", "a", "--file", str(file))

    assert (answer.status, f"The keys in {file} can't be written: " in answer.err) == (2, True)


def test_a_key_is_not_dropped_while_nobody_knows_who_needs_it(
    tandem: Tandem, folder: Path
) -> None:
    tandem("keys", "add", "a")
    tandem("keys", "add", "b")

    answer = tandem("keys", "drop", "b")

    assert answer.status != 0
    assert key_ring(load()).ids == ("a", "b")


def test_a_key_that_a_workflow_needs_is_not_dropped() -> None:
    with pytest.raises(StillNeeded, match="a is needed to read 12 workflows"):
        refuse_needed("a", {"a": 12, "b": 3})
    refuse_needed("c", {"a": 12, "b": 3})


def test_a_ring_that_stands_in_a_variable_is_not_changed(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_KEYS", new_key("given"))

    for words in (("add", "b"), ("use", "given"), ("drop", "given")):
        answer = tandem("keys", *words)
        assert answer.status != 0
        assert "put it into a file for TANDEM_KEYS_FILE instead" in answer.err
    assert not (folder / "keys").exists()


def test_a_file_that_is_no_ring_is_named(
    tandem: Tandem, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder.with_name("ring")
    file.write_text("hunter2", encoding="utf-8")

    answer = tandem("keys", "list", "--file", str(file))

    assert "Key 1 of the ring has no id" in answer.err
    assert "hunter2" not in answer.err
    away = tandem("keys", "use", "a", "--file", f"{file}.away")
    assert f"The keys in {file}.away can't be read" in away.err
