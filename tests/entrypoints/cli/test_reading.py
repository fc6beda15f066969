"""Cohorts, pairs, the inbox and the record can be read while nothing runs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.store.export import from_cloudevent
from domain.clock import Clock
from domain.mentorship.commands import Request
from domain.mentorship.storage import fold
from domain.program.model import WEEK, WorkingHours
from entrypoints.bootstrap import open_store
from entrypoints.settings import load
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, SECOND, Past, days_ago

READERS = [
    ("cohort", "list"),
    ("cohort", "show", "spring"),
    ("pair", "show", FIRST),
    ("pair", "show", FIRST, "--at", "2026-01-05"),
    ("pair", "why", FIRST),
    ("inbox",),
    ("record", "export"),
]


@pytest.fixture
def past(folder: Path) -> Past:
    """A cohort that was launched two days ago; two of its eight pairs have opened."""
    past = Past(folder, days_ago(2))
    past.launch()
    return past


@pytest.mark.parametrize("words", READERS)
def test_reading_where_nothing_is_says_so_and_makes_nothing(
    tandem: Tandem, folder: Path, words: list[str]
) -> None:
    answer = tandem(*words)

    assert answer.status == 2
    assert f"There is no record in {folder}" in answer.err
    assert not folder.exists()


@pytest.mark.parametrize("words", READERS)
def test_a_database_that_does_not_answer_is_no_mistake_of_the_user(
    tandem: Tandem, folder: Path, words: list[str]
) -> None:
    folder.mkdir()
    (folder / "tandem.db").write_bytes(b"this is no database " * 100)

    answer = tandem(*words)

    assert answer.status == 3
    assert "can't be used" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_an_installation_without_a_cohort_has_friendly_answers(
    tandem: Tandem, folder: Path
) -> None:
    with open_store(load()):
        pass

    assert tandem("cohort", "list").out == "No cohort has been launched yet.\n"
    assert tandem("inbox").out == "Nothing needs a decision.\n"
    assert tandem("inbox", "--json").json == []
    assert tandem("record", "export").out == ""
    assert tandem("cohort", "show", "spring").status == 2
    assert tandem("pair", "show", "spring-a-b").status == 2


def test_a_cohort_is_listed_with_its_numbers(tandem: Tandem, past: Past) -> None:
    (cohort,) = tandem("cohort", "list", "--json").json

    assert cohort["name"] == "spring"
    assert (cohort["pairs"], cohort["open"], cohort["overdue"]) == (8, 8, 0)
    assert "spring" in tandem("cohort", "list").out


def test_the_board_shows_each_pair_and_what_it_waits_for(tandem: Tandem, past: Past) -> None:
    answer = tandem("cohort", "show", "spring")

    assert answer.status == 0
    line = next(line for line in answer.out.splitlines() if line.startswith(FIRST))
    assert "aligning" in line
    assert "both signatures" in line
    assert "OVERDUE" not in answer.out


def test_pairs_that_have_not_opened_are_on_the_board_too(tandem: Tandem, past: Past) -> None:
    board = tandem("cohort", "show", "spring", "--json").json

    assert [row["mentorship"] for row in board["pairs"]] == [FIRST, SECOND]
    assert len(board["not_opened"]) == 6
    assert tandem("cohort", "show", "spring").out.count("not opened") == 7  # once in the summary


def test_a_pair_for_which_nothing_happened_in_time_is_overdue(
    tandem: Tandem, folder: Path
) -> None:
    Past(folder, days_ago(30)).launch(opening=1)

    board = tandem("cohort", "show", "spring", "--json").json

    assert [row["overdue"] for row in board["pairs"]] == [True]
    assert "OVERDUE" in tandem("cohort", "show", "spring").out
    assert "OVERDUE" in tandem("pair", "show", FIRST).out


def test_a_rehearsal_is_read_at_its_own_time(tandem: Tandem, folder: Path) -> None:
    began = datetime(2030, 1, 7, 9, tzinfo=UTC)
    clock = Clock(epoch=began, origin=days_ago(1), rate=2.0)
    Past(folder, began, clock).launch(opening=1)

    board = tandem("cohort", "show", "spring", "--json").json

    assert board["now"].startswith("2030-01-09")
    assert [row["overdue"] for row in board["pairs"]] == [False]


def test_a_pair_is_shown_with_everything_that_happened(tandem: Tandem, past: Past) -> None:
    past.aligns(FIRST)

    told = tandem("pair", "show", FIRST).out

    assert "Active since" in told
    assert "Give a talk" in told
    assert "meeting invitation" in told
    assert "Nadia" in told or "signed the agreement." in told
    assert "Both have signed: the mentorship started" in told
    assert "{" not in told


def test_a_pair_for_programs_holds_its_whole_state(tandem: Tandem, past: Past) -> None:
    past.aligns(FIRST)

    told = tandem("pair", "show", FIRST, "--json").json

    assert told["state"]["stage"] == "active"
    assert told["waits_for"]
    assert [line["version"] for line in told["timeline"]] == list(
        range(1, told["state"]["version"] + 1)
    )
    assert {row["status"] for row in told["deliveries"]} == {"delivered"}
    assert sum(part["of"] for part in told["health"]["parts"]) == 100


def test_a_pair_that_has_not_opened_is_told_from_one_that_does_not_exist(
    tandem: Tandem, past: Past
) -> None:
    later, never = tandem("pair", "show", "spring-N03-M02"), tandem("pair", "show", "spring-a-b")

    assert (later.status, never.status) == (2, 2)
    assert "has not opened yet" in later.err
    assert "There is no pair spring-a-b" in never.err


def test_the_inbox_shows_the_evidence_and_what_happens_otherwise(
    tandem: Tandem, past: Past
) -> None:
    past.aligns(FIRST)
    past.asks(FIRST, "mentee", "raise_concern", text="It does not work out")

    told = tandem("inbox").out

    assert f"{FIRST}/1" in told
    assert "It does not work out" in told
    assert "the mentorship is paused if nobody decides" in told
    assert f"tandem pair why {FIRST}/1" in told
    (case,) = tandem("inbox", "--json").json
    assert (case["id"], case["cohort"], case["trigger"]) == (f"{FIRST}/1", "spring", "concern")


def test_a_ghost_pair_reaches_the_inbox_and_ends_out_of_it(tandem: Tandem, folder: Path) -> None:
    past = Past(folder, days_ago(200))
    past.launch(opening=1)

    past.passes(FIRST, days=12 + 10)
    assert [case["rung"] for case in tandem("inbox", "--json").json] == ["ask_manager"]
    past.passes(FIRST, days=100)

    assert tandem("inbox", "--json").json == []
    assert "never started" in tandem("cohort", "show", "spring").out
    assert "never started" in tandem("pair", "show", FIRST).out


def test_the_export_holds_every_fact_and_folds_back(tandem: Tandem, past: Past) -> None:
    past.aligns(FIRST)

    lines = tandem("record", "export").out.splitlines()
    facts = [from_cloudevent(json.loads(line)) for line in lines]

    mine = [recorded.fact for recorded in facts if recorded.fact.stream == FIRST]
    state = fold(FIRST, mine)
    assert state == past.ledgers[FIRST].state
    assert len(lines) == len(mine) + 1


def test_the_export_goes_on_behind_a_position_and_into_a_file(
    tandem: Tandem, past: Past, tmp_path: Path
) -> None:
    file = tmp_path / "record.jsonl"

    answer = tandem("record", "export", "--after", "1", "--out", str(file))

    assert answer.out == f"1 event written to {file}.\n"
    assert json.loads(file.read_text())["subject"] == SECOND
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_to_nowhere_is_told(tandem: Tandem, past: Past, tmp_path: Path) -> None:
    answer = tandem("record", "export", "--out", str(tmp_path / "none" / "record.jsonl"))

    assert answer.status == 2
    assert "can't be written" in answer.err


def test_a_letter_that_waits_for_working_hours_is_shown_with_its_time(
    tandem: Tandem, past: Past
) -> None:
    tomorrow = WEEK[(datetime.now(UTC) + timedelta(days=1)).weekday()]
    hours = WorkingHours(opens="00:00", closes="00:01", days=(tomorrow,))
    ledger = past.ledgers[SECOND]
    program = ledger.state.program.model_copy(update={"version": 2, "working_hours": hours})
    past.asks(SECOND, "manager", "change_program", program=program.model_dump(mode="json"))
    wish = Request(id="p1", by="manager", command="pause", data={"reason": "a journey"})
    ledger.ask(wish, ledger.state.at)
    with past.store() as store:
        store.events.append(ledger.batch())

    shown, told = tandem("pair", "show", SECOND), tandem("pair", "show", SECOND, "--json").json

    waiting = [row for row in told["deliveries"] if row["status"] == "waiting"]
    assert [row["kind"] for row in waiting] == ["pause_notice", "pause_notice"]
    assert all(row["at"] > told["now"] for row in waiting)
    assert "waiting: until its reader works" in shown.out
