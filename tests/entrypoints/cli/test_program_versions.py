"""Versions of a program: published once, listed, and looked at before pairs move to them."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, SAMPLES, SECOND, Past, days_ago

FILE = SAMPLES / "first-steps.yaml"
MOVE = ("program", "migrate", "spring", "--dry-run", "--to")


@pytest.fixture
def past(folder: Path) -> Past:
    """A cohort that was launched five weeks ago; one of its two open pairs runs."""
    past = Past(folder, days_ago(35))
    past.launch()
    past.aligns(FIRST)
    past.passes(FIRST, days=34)
    return past


def version(folder: Path, number: int, *changes: tuple[str, str]) -> str:
    """The sample as another version, with lines changed; returns its file."""
    text = FILE.read_text(encoding="utf-8").replace("version: 1", f"version: {number}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder.parent / f"v{number}.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_version_is_published_once_and_stays_as_it_is(tandem: Tandem, folder: Path) -> None:
    second = version(folder, 2)

    assert "is published" in tandem("program", "publish", second).out
    again = tandem("program", "publish", second)
    assert (again.status, "nothing has changed" in again.out) == (0, True)
    shown = tandem("program", "show", "first-steps", "2").out
    assert tandem("program", "check", second).out == shown


def test_changed_rules_under_a_number_that_is_taken_are_refused_with_their_line(
    tandem: Tandem, folder: Path
) -> None:
    tandem("program", "publish", version(folder, 2))

    changed = tandem("program", "publish", version(folder, 2, ("due_after: 12", "due_after: 13")))

    assert changed.status == 2
    line = FILE.read_text(encoding="utf-8").splitlines().index("  due_after: 12 days") + 1
    assert changed.err.startswith(f"{folder.parent / 'v2.yaml'}:{line}: `agreement.due_after`")
    assert "due_after: 12 days" in tandem("program", "show", "first-steps", "2").out


def test_a_number_that_a_cohort_follows_is_taken_too(tandem: Tandem, past: Past) -> None:
    assert tandem("program", "publish", str(FILE)).status == 0

    taken = tandem("program", "publish", version(past.folder, 1, ("First steps", "Last steps")))

    assert taken.status == 2
    assert "cohort spring follows it" in taken.err


def test_versions_are_listed_with_the_cohorts_that_follow_them(tandem: Tandem, past: Past) -> None:
    tandem("program", "publish", version(past.folder, 2))

    listed = tandem("program", "list", "--json").json

    found = {one["version"]: (bool(one["published"]), one["cohorts"]) for one in listed}
    assert found == {1: (False, ["spring"]), 2: (True, [])}
    assert "not published" in tandem("program", "list").out


def test_a_dry_run_shows_for_each_pair_which_dates_move_and_what_would_be_sent(
    tandem: Tandem, past: Past
) -> None:
    with past.store() as store:
        before = store.events.read()
    tandem("program", "publish", version(past.folder, 2, ("length: 20 weeks", "length: 22 weeks")))

    told = tandem(*MOVE, "2", "--json")

    pair = next(one for one in told.json["pairs"] if one["id"] == FIRST)
    assert pair["sent_at_once"] == []
    assert pair["facts"] == ["program_changed"]
    ends = next(one for one in pair["moved"] if one["what"] == "the planned end")
    assert ends["old"] < ends["new"]
    shown = tandem(*MOVE, "2")
    assert (told.status, shown.status) == (0, 0)
    assert "the planned end" in shown.out
    assert "14 days later" in shown.out
    assert "at once: nothing is sent" in shown.out
    with past.store() as store:
        assert store.events.read() == before
        assert store.cohorts.get("spring").program.version == 1


def test_a_pair_that_can_t_be_read_is_named_and_the_others_are_shown(
    tandem: Tandem, past: Past
) -> None:
    with past.store() as store, store.engine.begin() as connection:
        found = {"pair": SECOND}
        connection.execute(text("DELETE FROM inbox WHERE mentorship = :pair"), found)
        rename = "UPDATE board SET mentorship = 'spring-gone' WHERE mentorship = :pair"
        connection.execute(text(rename), found)

    told = tandem(*MOVE, version(past.folder, 2), "--json")

    assert told.status == 1
    assert "spring-gone can't be moved: it has no facts" in told.err
    assert len(told.json["pairs"]) == 2


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("3", "Version 3 of program first-steps was never published"),
        ("nowhere.yaml", "nowhere.yaml"),
    ],
)
def test_a_version_that_there_is_not_is_an_error(
    tandem: Tandem, past: Past, to: str, why: str
) -> None:
    answer = tandem(*MOVE, to)

    assert (answer.status, why in answer.err) == (2, True), answer.err
    assert past.ledgers


def test_an_older_or_changed_version_is_no_newer_one(tandem: Tandem, past: Past) -> None:
    changed = tandem(*MOVE, version(past.folder, 1, ("First steps", "Last steps")))
    other = tandem(*MOVE, version(past.folder, 2, ("program: first-steps", "program: other")))

    assert (changed.status, other.status) == (2, 2)
    assert "give changed rules a new number" in changed.err
    assert "is no newer version of that" in other.err
