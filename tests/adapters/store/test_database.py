"""What the database itself sees to: what it refuses, and many at work on it."""

import multiprocessing
import os
import signal
from datetime import datetime
from multiprocessing.connection import Connection
from time import monotonic

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from adapters.store.board import SqlBoard
from adapters.store.engine import writing
from adapters.store.event_store import event_store
from adapters.store.migrate import upgrade
from domain.ports import EventStore
from domain.record import RecordedFact
from tests.adapters.store.chains import broken_seals
from tests.adapters.store.samples import (
    append_until_killed,
    batch,
    board,
    case,
    fact,
    start_and_record,
)

spawn = multiprocessing.get_context("spawn")
REPLACE = (
    "INSERT OR REPLACE INTO event SELECT 99, {id}, stream, {version}, cohort, type,"
    " schema_version, at, recorded_at, cause, data, hash FROM event"
)
CHANGES = {
    "update": "UPDATE event SET data = '{}'",
    "delete": "DELETE FROM event",
}
ON_SQLITE = {
    "replace by position": "INSERT OR REPLACE INTO event SELECT * FROM event",
    "replace by version": REPLACE.format(id="id || 'x'", version="version"),
    "replace by id": REPLACE.format(id="id", version="version + 1"),
}
ON_POSTGRES = {
    "truncate": "TRUNCATE event",
    "truncate with its streams": "TRUNCATE stream CASCADE",
    "update on conflict": (
        "INSERT INTO event OVERRIDING SYSTEM VALUE SELECT * FROM event"
        " ON CONFLICT (id) DO UPDATE SET cause = 'nobody'"
    ),
}


def refused(engine: Engine, change: str) -> None:
    store = event_store(engine)
    store.append(batch("ana-ben", 1))
    before = store.read()

    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as connection:
        connection.execute(text(change))
    assert store.read() == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_a_fact(engine: Engine, change: str) -> None:
    refused(engine, change)


@pytest.mark.parametrize("change", ON_SQLITE.values(), ids=ON_SQLITE)
def test_sqlite_refuses_to_replace_a_fact(sqlite_engine: Engine, change: str) -> None:
    refused(sqlite_engine, change)


@pytest.mark.parametrize("change", ON_POSTGRES.values(), ids=ON_POSTGRES)
def test_postgresql_refuses_to_replace_a_fact(postgres_engine: Engine, change: str) -> None:
    refused(postgres_engine, change)


def test_a_fact_without_a_time_zone_is_not_recorded(engine: Engine) -> None:
    given = batch("ana-ben", 1)
    local = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 (that is the point)
    told = given.model_copy(
        update={"facts": (fact("ana-ben", 1).model_copy(update={"at": local}),)}
    )
    store = event_store(engine)

    with pytest.raises(ValueError, match="has no time zone"):
        store.append(told)
    assert store.append(given) == (1,)


def test_where_the_inbox_can_not_be_written_the_facts_are_not_either(engine: Engine) -> None:
    store, shown = event_store(engine), SqlBoard(engine)
    taken = case("ana-ben")
    store.append(batch("ana-ben", 1, board=board("ana-ben", 1, taken)))
    stolen = taken.model_copy(update={"mentorship": "cem-ben"})

    with pytest.raises(IntegrityError):
        store.append(batch("cem-ben", 1, board=board("cem-ben", 1, stolen)))

    assert store.stream("cem-ben") == []
    assert shown.pair("cem-ben") is None
    assert store.append(batch("cem-ben", 1)) == (2,)


def test_several_processes_may_start_at_once_and_a_reader_misses_nothing_of_theirs(
    unmigrated: Engine,
) -> None:
    streams = ["ana-ben", "cem-ben", "ana-cem"]
    together = spawn.Barrier(len(streams) + 1)
    url = unmigrated.url.render_as_string(hide_password=False)
    processes = [
        spawn.Process(target=start_and_record, args=(url, together, stream, 30))
        for stream in streams
    ]
    for process in processes:
        process.start()
    together.wait(60)
    upgrade(unmigrated)

    seen = followed(event_store(unmigrated), 90)

    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [each.position for each in seen] == list(range(1, 91))
    assert seen == event_store(unmigrated).read()
    for stream in streams:
        versions = [each.fact.version for each in seen if each.fact.stream == stream]
        assert versions == list(range(1, 31))


def followed(events: EventStore, until: int) -> list[RecordedFact]:
    """Read on behind the last position, as the others write, until there are so many facts."""
    seen: list[RecordedFact] = []
    last_look = monotonic() + 60
    while len(seen) < until and monotonic() < last_look:
        seen += events.read(after=seen[-1].position if seen else 0, limit=7)
    return seen


@pytest.mark.parametrize("appends", [1, 2, 7])
def test_of_a_process_that_is_killed_amid_its_work_all_is_there_that_it_was_told_of(
    engine: Engine, appends: int
) -> None:
    ours, theirs = spawn.Pipe()
    url = engine.url.render_as_string(hide_password=False)
    process = spawn.Process(target=append_until_killed, args=(url, theirs))
    process.start()
    told = [heard(ours) for _ in range(appends)][-1]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    while ours.poll():
        told = ours.recv()

    store, row = event_store(engine), SqlBoard(engine).pair("ana-ben")
    versions = [each.version for each in store.stream("ana-ben")]
    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) in {told, told + 3}
    assert row is not None
    assert row.version == len(versions)
    assert broken_seals(engine, "ana-ben") == []
    assert store.append(batch("ana-ben", len(versions) + 1))


def heard(pipe: Connection) -> int:
    assert pipe.poll(60), "the process has said nothing for a minute"
    version: int = pipe.recv()
    return version


def test_an_error_does_not_tell_what_was_to_be_written(engine: Engine) -> None:
    lost = text("INSERT INTO nowhere (name) VALUES (:name)")

    with pytest.raises(DatabaseError, match="nowhere") as error, writing(engine) as connection:
        connection.execute(lost, {"name": "Ana Okafor"})

    assert "Ana" not in str(error.value)
