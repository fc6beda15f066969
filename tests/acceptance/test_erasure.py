"""Somebody is erased from a running installation: no file of it has their name or words."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHistory

from adapters.keys.ring import KeyRing
from adapters.temporal.codec import Cipher
from adapters.temporal.payloads import payloads_in
from tests.acceptance import private
from tests.acceptance.installation import FILES, PATIENCE, Installation, until

MENTEE, MENTOR = "N01", "M01"
PAIR = "spring-N01-M01"
SECRET = "I dread the Kraków audit"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a cohort, in which the mentee has said something."""
    with Installation(tmp_path_factory.mktemp("erasure") / "data") as found:
        found.does("cohort", "launch", "spring", *FILES)
        until(lambda: any(PAIR in str(letter["Tandem-Effect"]) for letter in found.mail()))
        found.asks(PAIR, "mentee", "name_gaps", skills=["saying no"])
        found.asks(PAIR, "mentee", "raise_concern", text=SECRET)
        yield found


def names(running: Installation) -> dict[str, str]:
    """How the two are called."""
    opened = next(e["data"] for e in running.export() if e["subject"] == PAIR)
    return {role: opened[role]["name"] for role in ("mentee", "mentor")}


def found_in_files(folder: Path, *words: str) -> list[str]:
    """The files that hold one of these words, as a thief with a search would find them."""
    forms = [
        form
        for word in words
        for form in (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le"))
    ]
    return sorted(
        file.name
        for file in folder.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in forms)
    )


def sealed_for_temporal(running: Installation, *words: str) -> list[bytes]:
    """How whatever Temporal holds with one of these words begins, as it lies there."""
    cipher = Cipher(KeyRing.read((running.folder / "keys").read_text(encoding="ascii")))

    async def histories() -> list[WorkflowHistory]:
        return await private.histories(await Client.connect(address))

    address = f"127.0.0.1:{json.loads((running.folder / 'temporal.json').read_bytes())['port']}"
    payloads = [
        payload
        for history in asyncio.run(histories())
        for event in history.events
        for payload in payloads_in(event)
    ]
    wanted = [word.encode() for word in words]
    return [p.data[:32] for p in payloads if any(w in cipher.decrypted(p).data for w in wanted)]


def erased(running: Installation) -> dict[str, Any]:
    """Erase the mentee; Temporal alone takes some seconds to delete a run."""
    command = running.begin("person", "erase", MENTEE, "--yes", "--end", "--json")
    out, problems = command.communicate(timeout=4 * PATIENCE)
    assert command.returncode == 0, problems
    found: dict[str, Any] = json.loads(out)
    return found


def test_somebody_is_erased_and_their_mentor_stays(running: Installation) -> None:
    called = names(running)
    assert running.run("person", "erase", MENTEE, "--yes").returncode == 2  # still in a pair
    before = len(running.export())
    sealed = sealed_for_temporal(running, called["mentee"], "saying no")
    assert any(box in private.files_of_temporal(running.folder) for box in sealed)

    assert running.facts("person", "erase", MENTEE, "--dry-run")["open"] == [PAIR]
    receipt = erased(running)["receipt"]

    assert (receipt["keys"], receipt["mentorships"], receipt["in_clear"]) == (1, [PAIR], [])
    assert receipt["letters"] >= 2
    assert receipt["histories"] >= 1
    assert found_in_files(running.folder, called["mentee"], SECRET, "saying no") == []
    assert found_in_files(running.folder, called["mentor"]) != []
    assert not any(box in private.files_of_temporal(running.folder) for box in sealed)

    exported = running.export()
    assert len(exported) > before
    texts = json.dumps(exported, ensure_ascii=False)
    assert called["mentor"] in texts
    assert called["mentee"] not in texts
    assert [e["type"] for e in exported if "person_erased" in e["type"]] == [
        "tandem.mentorship.person_erased.v1"
    ]
    running.does("record", "verify")
    assert "Every row was as it should be" in running.does("record", "rebuild")


def test_pages_and_commands_say_erased(running: Installation) -> None:
    assert "[erased]" in running.does("cohort", "show", "spring")
    shown = running.does("pair", "show", PAIR)
    assert "The mentee was erased" in re.sub(r"\s+", " ", shown)
    running.does("pair", "why", PAIR)
    assert running.run("pair", "do", PAIR, "send_link", "--as", MENTEE).returncode == 2


def test_a_launch_of_the_same_cohort_brings_nobody_back(running: Installation) -> None:
    running.does("cohort", "launch", "spring", *FILES)

    assert running.facts("person", "erase", MENTEE, "--dry-run")["erased"] is True


def test_who_was_erased_is_listed_for_the_day_after_a_restore(
    running: Installation, tmp_path: Path
) -> None:
    listed = running.facts("person", "erased")
    assert [(one["person"], one["done_at"] is not None) for one in listed] == [(MENTEE, True)]
    file = tmp_path / "erased.json"
    file.write_text(json.dumps(listed), encoding="utf-8")

    assert "is erased" in running.does("person", "again", str(file))

    file.write_text(json.dumps([{"person": "N02"}, *listed, {"person": "Z99"}]), encoding="utf-8")
    done = running.run("person", "again", str(file))
    assert done.returncode == 1
    assert "Something is left of: N02" in done.stderr
    assert "N02 is in a mentorship" in done.stderr
    assert (f"{MENTEE} is erased" in done.stdout, "Z99: nobody" in done.stdout) == (True, True)
