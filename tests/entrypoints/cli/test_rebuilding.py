"""`tandem record rebuild`: the read models anew, and what was not right with the old ones."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from adapters.store.engine import writing
from domain.mentorship.events import EVENTS
from entrypoints.bootstrap import open_store
from entrypoints.settings import load
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, SECOND, Past, days_ago


@pytest.fixture
def past(folder: Path) -> Past:
    """A cohort that was launched two days ago; two of its pairs have opened."""
    past = Past(folder, days_ago(2))
    past.launch()
    return past


def spoil(*statements: str) -> None:
    """Change read models by hand, as nobody should."""
    with open_store(load()) as store, writing(store.engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def shown(tandem: Tandem) -> dict[str, Any]:
    """The board of the cohort, but for the moment of looking."""
    board: dict[str, Any] = tandem("cohort", "show", "spring", "--json").json
    del board["now"]
    return board


def test_where_all_is_well_a_rebuild_says_so(tandem: Tandem, past: Past) -> None:
    answer = tandem("record", "rebuild")

    assert answer.status == 0
    assert answer.out.startswith("2 events of 2 pairs read in ")
    assert "board 2, inbox 0, participation 4" in answer.out
    assert answer.out.endswith("Every row was as it should be.\n")


def test_rows_that_were_wrong_are_named_and_right_afterwards(tandem: Tandem, past: Past) -> None:
    before = shown(tandem)
    spoil("UPDATE board SET stage = 'lost', health = 3")

    answer = tandem("record", "rebuild")

    assert answer.status == 0
    assert "Put right: 2 rows (2 different).\n" in answer.out
    assert f"  board {FIRST}: different\n  board {SECOND}: different\n" in answer.out
    assert shown(tandem) == before


def test_a_program_reads_the_same_as_json(tandem: Tandem, past: Past) -> None:
    spoil(f"DELETE FROM board WHERE mentorship = '{FIRST}'")  # noqa: S608

    told = tandem("record", "rebuild", "--json").json

    assert (told["events"], told["pairs"], told["rows"]["board"]) == (2, 2, 2)
    assert told["differences"] == [
        {"table": "board", "mentorship": FIRST, "key": FIRST, "what": "missing"}
    ]


def test_an_unknown_event_stops_the_rebuild_with_its_place(
    tandem: Tandem, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil("UPDATE board SET health = 3")
    before = shown(tandem)
    monkeypatch.delitem(EVENTS, "mentorship_opened")

    answer = tandem("record", "rebuild")

    assert answer.status == 1
    assert answer.out == ""
    place = f"Position 1: {FIRST}, version 1 (mentorship_opened)"
    assert answer.err == (
        f"{place} can't be read: {FIRST} holds an unknown event 'mentorship_opened'.\n"
    )
    assert shown(tandem) == before
