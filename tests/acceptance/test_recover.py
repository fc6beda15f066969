"""Temporal's data are gone, or the record is of yesterday: nothing is lost, nothing doubled."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.installation import FILES, Installation, until

FIRST, SECOND, ENDED = "spring-N01-M01", "spring-N02-M01", "spring-N06-M04"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Installation]:
    """An installation in which all pairs were invited, one paused and one has ended."""
    with Installation(tmp_path / "data") as office:
        office.does("cohort", "launch", "spring", *FILES)
        office.asks(FIRST, "manager", "pause", reason="a week at sea")
        office.asks(ENDED, "manager", "end", reason="left_organisation")
        until(lambda: len(office.mail()) == 20)
        yield office


def effects(office: Installation) -> Counter[str]:
    return Counter(letter["Tandem-Effect"] for letter in office.mail())


def boards(office: Installation) -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = office.facts("cohort", "show", "spring")["pairs"]
    return pairs


def check(office: Installation, name: str) -> str:
    """What the doctor says to one question, however it found the others."""
    rows = office.run("doctor").stdout.splitlines()
    return next(row for row in rows if row.startswith(name))


def test_with_its_engine_lost_every_pair_goes_on_from_the_record(office: Installation) -> None:
    before, letters = boards(office), effects(office)
    office.kill()
    for file in office.folder.glob("temporal.db*"):
        file.unlink()

    office.start()
    assert "Temporal knows nothing of spring" in office.said[0]
    assert "7 without a workflow" in check(office, "Mentorships")
    looked = office.run("recover", "--dry-run")
    assert (looked.returncode, "7  to be restarted" in looked.stdout) == (1, True)

    done = office.facts("recover")
    again = office.facts("recover")

    assert done["counts"] == {"restarted": 7, "over": 1}
    assert again["counts"] == {"running": 7, "over": 1}
    assert boards(office) == before
    assert "without a workflow" not in check(office, "Mentorships")
    office.asks(FIRST, "manager", "resume")
    until(lambda: len(office.mail()) == 22)
    assert letters < effects(office)
    assert set(effects(office).values()) == {1}
    versions = [event["streamversion"] for event in office.export() if event["subject"] == FIRST]
    assert versions == list(range(1, len(versions) + 1))


def test_with_a_record_of_yesterday_what_it_lost_is_found_and_written_back(
    office: Installation, tmp_path: Path
) -> None:
    copy = str(tmp_path / "yesterday.db")
    assert "Copied to" in office.does("record", "backup", copy)
    office.asks(FIRST, "manager", "resume")
    office.asks(SECOND, "mentee", "name_gaps", skills=["speaking"])
    until(lambda: len(office.mail()) == 22)
    lost = office.export()

    assert "Stop it first" in office.run("record", "restore", copy).stderr
    office.stop()
    assert "is kept as" in office.does("record", "restore", copy)
    office.start()

    looked = office.run("recover", "--dry-run")
    assert looked.returncode == 1
    said = looked.stderr.splitlines()
    assert [line.partition(":")[0] for line in said] == [FIRST, SECOND]
    assert "mentorship_resumed" in said[0]
    done = office.facts("recover", "--refill")

    assert done["counts"] == {"refilled": 2, "running": 5, "over": 1}
    assert office.facts("recover")["counts"] == {"running": 7, "over": 1}
    assert told(office.export()) == told(lost)
    assert set(effects(office).values()) == {1}


def told(events: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The events by their ids, without the place and time of their recording."""
    recorded = ("sequence", "recordedtime")
    return {
        event["id"]: {name: value for name, value in event.items() if name not in recorded}
        for event in events
    }
