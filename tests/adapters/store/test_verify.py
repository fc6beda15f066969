"""Whatever is done to the record by hand is found and named; what can't be shown is known."""

# ruff: noqa: S608 (a forger writes SQL by hand)

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Engine

from adapters.store import stored_rows
from adapters.store.event_store import event_store
from adapters.store.fact_checks import Fault
from adapters.store.verify import Audit
from tests.adapters.store.chains import bodies_of
from tests.adapters.store.forgery import (
    ANA,
    CEM,
    NO_TRACE,
    THIRD,
    add,
    anchor_of,
    change,
    found,
    places,
    tell,
    told,
)


@pytest.fixture
def record(engine: Engine) -> Engine:
    """Ana's pair at the positions 1 to 4, 8 and 9; Cem's at 5 to 7."""
    tell(engine)
    return engine


def test_a_record_that_nobody_touched_is_sound(record: Engine) -> None:
    audit = Audit(record)

    assert list(audit.faults()) == []
    assert (audit.facts, audit.streams, audit.unsealed, audit.holes) == (9, 2, 0, [])
    assert audit.anchor.position == 9


def test_an_empty_record_is_sound(engine: Engine) -> None:
    assert anchor_of(engine).position == 0
    assert found(engine, anchor_of(engine)) == []


@pytest.mark.parametrize("size", [1, 2, 9])
def test_a_record_is_read_page_by_page(
    record: Engine, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    whole = anchor_of(record)
    monkeypatch.setattr(stored_rows, "PAGE", size)

    audit = Audit(record, whole)

    assert list(audit.faults()) == []
    assert (audit.facts, audit.streams, audit.anchor) == (9, 2, whole)


@pytest.mark.parametrize(
    "column",
    [
        "data = '{}'",
        "cohort = 'autumn'",
        "type = 'celebrated'",
        "schema_version = 2",
        "cause = 'nobody'",
        "id = 'another'",
        "hash = (SELECT hash FROM event WHERE position = 2)",
    ],
)
def test_a_changed_fact_is_the_one_that_is_named(record: Engine, column: str) -> None:
    change(record, f"UPDATE event SET {column} {THIRD}")

    assert places(found(record)) == [("changed", 3, ANA, 3)]


@pytest.mark.parametrize("column", ["at = recorded_at", "recorded_at = at"])
def test_a_changed_time_is_found(record: Engine, column: str) -> None:
    change(record, f"UPDATE event SET {column} {THIRD}")

    assert places(found(record)) == [("changed", 3, ANA, 3)]


def test_the_same_data_in_other_letters_are_found(record: Engine) -> None:
    spaced = "replace(CAST(data AS TEXT), ':', ': ')"
    cast = "CAST({} AS JSON)" if record.dialect.name == "postgresql" else "{}"
    change(record, f"UPDATE event SET data = {cast.format(spaced)} {THIRD}")

    assert places(found(record)) == [("changed", 3, ANA, 3)]


def test_a_fact_that_was_moved_to_another_pair_is_found_in_both(record: Engine) -> None:
    change(record, f"UPDATE event SET stream = '{CEM}', version = 4 WHERE position = 9")

    assert places(found(record)) == [
        ("changed", 9, CEM, 4),
        ("missing", None, ANA, None),
        ("by_hand", None, CEM, None),
    ]


def test_a_removed_fact_is_named_by_the_one_behind_it(record: Engine) -> None:
    change(record, f"DELETE FROM event {THIRD}")

    (*_, named) = found(record)

    assert places([named]) == [("missing", 4, ANA, 4)]
    assert "version 3 is missing before it" in named.says


def test_where_several_facts_were_removed_all_are_named(record: Engine) -> None:
    change(record, "DELETE FROM event WHERE position IN (2, 3, 4)")

    (*_, named) = found(record)

    assert "versions 2 to 4 are missing before it" in named.says


def test_a_removed_end_is_found(record: Engine) -> None:
    change(record, "DELETE FROM event WHERE position IN (8, 9)")

    assert found(record) == [
        Fault(
            "missing", "versions 5 to 6 are missing at the end: removed, or moved elsewhere", ANA
        )
    ]


def test_a_removed_end_of_which_the_stream_knows_nothing_is_remembered_by_the_board(
    record: Engine,
) -> None:
    head = "(SELECT hash FROM event WHERE position = 4)"
    change(
        record,
        "DELETE FROM event WHERE position IN (8, 9)",
        f"UPDATE stream SET version = 4, head = {head} WHERE id = '{ANA}'",
    )

    assert [(fault.pair, fault.says) for fault in found(record)] == [
        (ANA, "versions 5 to 6 are missing, for the board has seen more")
    ]


def test_a_pair_that_was_taken_out_is_remembered_by_the_board(record: Engine) -> None:
    change(
        record, f"DELETE FROM event WHERE stream = '{CEM}'", "DELETE FROM stream WHERE version = 3"
    )

    assert ("missing", None, CEM, None) in places(found(record))


def test_a_hole_in_the_positions_is_a_fault_where_none_comes_by_itself(
    sqlite_engine: Engine,
) -> None:
    tell(sqlite_engine)
    change(
        sqlite_engine,
        f"DELETE FROM event WHERE stream = '{CEM}'",
        f"DELETE FROM stream WHERE id = '{CEM}'",
        *NO_TRACE,
    )

    audit = Audit(sqlite_engine)

    assert places(list(audit.faults())) == [("missing", 5, "", None)]
    assert audit.holes == [(5, 7)]


def test_a_hole_in_the_positions_is_told_where_a_broken_command_leaves_one(
    postgres_engine: Engine,
) -> None:
    tell(postgres_engine)
    change(postgres_engine, "SELECT nextval(pg_get_serial_sequence('event', 'position'))")
    event_store(postgres_engine).append(told(CEM, 4, 5))

    audit = Audit(postgres_engine)

    assert list(audit.faults()) == []
    assert audit.holes == [(10, 10)]


def test_a_position_that_the_database_never_gave_is_found(record: Engine) -> None:
    change(record, "UPDATE event SET position = 100 WHERE position = 9")

    assert ("place" if record.dialect.name == "postgresql" else "missing") in {
        fault.kind for fault in found(record)
    }


def test_facts_that_have_changed_places_are_found(record: Engine) -> None:
    change(
        record,
        "UPDATE event SET position = 100 WHERE position = 2",
        "UPDATE event SET position = 2 WHERE position = 3",
        "UPDATE event SET position = 3 WHERE position = 100",
    )

    assert places(found(record)) == [("place", 2, ANA, 3)]


def test_facts_that_have_changed_their_words_are_found(record: Engine) -> None:
    _, second, third, *_ = bodies_of(record, ANA)
    for position, words in ((2, third), (3, second)):
        given = "CAST(:words AS JSON)" if record.dialect.name == "postgresql" else ":words"
        statement = f"UPDATE event SET data = {given} WHERE position = {position}"
        change(record, statement, words=words.decode())

    assert places(found(record)) == [("changed", 2, ANA, 2), ("changed", 3, ANA, 3)]


def test_a_fact_behind_the_end_of_its_pair_is_found(record: Engine) -> None:
    change(record, add(7))

    faults = found(record)

    assert ("changed", 10, ANA, 7) in places(faults)
    assert ("by_hand", None, ANA, None) in places(faults)


def test_a_fact_by_hand_is_found_also_where_it_looks_like_one_of_release_0_1(
    record: Engine,
) -> None:
    change(
        record,
        add(7, seal="NULL"),
        f"UPDATE stream SET version = 7 WHERE id = '{ANA}'",
    )

    assert places(found(record)) == [("changed", 10, ANA, 7), ("unsealed", 10, ANA, 7)]


def test_a_version_that_was_left_out_is_found(record: Engine) -> None:
    change(record, add(9), f"UPDATE stream SET version = 9 WHERE id = '{ANA}'")

    assert ("missing", 10, ANA, 9) in places(found(record))


def test_facts_whose_pair_is_gone_are_found(record: Engine) -> None:
    remove = f"DELETE FROM stream WHERE id = '{CEM}'"
    if record.dialect.name == "postgresql":
        change(record, "ALTER TABLE event DROP CONSTRAINT fk_event_stream_stream", remove)
    else:
        with closing(sqlite3.connect(str(record.url.database))) as connection, connection:
            connection.execute(remove)  # the references are looked after only if asked for

    assert ("stream", 5, CEM, 1) in places(found(record))


def test_a_pair_without_facts_is_found(record: Engine) -> None:
    change(record, "INSERT INTO stream (id, version) VALUES ('ghost', 2)")

    assert found(record) == [
        Fault("missing", "versions 1 to 2 are missing: nothing is left", "ghost")
    ]


@pytest.mark.parametrize("column", ["version = 5", "version = 7", "version = 0", "head = NULL"])
def test_a_changed_stream_is_found(record: Engine, column: str) -> None:
    change(record, f"UPDATE stream SET {column} WHERE id = '{ANA}'")

    assert ANA in {fault.pair for fault in found(record)}


def test_a_record_that_the_database_does_not_guard_any_more_is_told(record: Engine) -> None:
    off = {
        "sqlite": "DROP TRIGGER event_refuses_update",
        "postgresql": "ALTER TABLE event DISABLE TRIGGER event_refuses_change",
    }
    with record.begin() as connection:
        connection.exec_driver_sql(off[record.dialect.name])

    assert [fault.kind for fault in found(record)] == ["unguarded"]


def test_a_version_that_is_there_twice_is_no_more_kept_out(postgres_engine: Engine) -> None:
    tell(postgres_engine)
    change(postgres_engine, "ALTER TABLE event DROP CONSTRAINT uq_event_stream_version")
    change(postgres_engine, add(5))

    faults = found(postgres_engine)

    assert faults[-1].says.endswith("uq_event_stream_version is off")
    assert ("changed", 10, ANA, 5) in places(faults)
