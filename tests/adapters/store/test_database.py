"""What the database itself sees to: its schema, what it refuses, and many at work on one file."""

import multiprocessing
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from adapters.store import migrate
from adapters.store.board import SqlBoard
from adapters.store.engine import make_engine, use_write_ahead_log, writing
from adapters.store.event_store import SqlEventStore
from adapters.store.schema import metadata
from tests.adapters.store.samples import batch, board, case, fact, start_and_record

TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")

REPLACE = (
    "INSERT OR REPLACE INTO event SELECT 99, {id}, stream, {version}, cohort, type,"
    " schema_version, at, recorded_at, cause, data FROM event"
)


@pytest.fixture
def unmigrated(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'unmigrated.db'}")
    yield engine
    engine.dispose()


def words_of_triggers(engine: Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {row.name: row.sql.split() for row in connection.execute(TRIGGERS)}


def test_the_migrations_make_the_tables_that_the_code_speaks_of(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_triggers_that_the_code_speaks_of(
    engine: Engine, unmigrated: Engine
) -> None:
    with writing(unmigrated) as connection:
        metadata.create_all(connection)

    wanted = words_of_triggers(unmigrated)
    assert len(wanted) == 3
    assert words_of_triggers(engine) == wanted


def test_an_empty_database_is_brought_up_to_date_once(unmigrated: Engine) -> None:
    assert migrate.current(unmigrated) is None
    assert not migrate.is_current(unmigrated)

    migrate.upgrade(unmigrated)
    migrate.upgrade(unmigrated)

    assert migrate.current(unmigrated) == migrate.head()
    assert migrate.is_current(unmigrated)


def test_a_database_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(migrate.UnknownSchema, match="9999"):
        migrate.upgrade(engine)
    assert migrate.current(engine) == "9999"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET data = '{}'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        REPLACE.format(id="id || 'x'", version="version"),
        REPLACE.format(id="id", version="version + 1"),
    ],
    ids=["update", "delete", "replace by position", "replace by version", "replace by id"],
)
def test_the_database_refuses_to_change_a_fact(engine: Engine, change: str) -> None:
    store = SqlEventStore(engine)
    store.append(batch("ana-ben", 1))
    before = store.read()

    with pytest.raises(DatabaseError, match="append-only"), writing(engine) as connection:
        connection.execute(text(change))
    assert store.read() == before


def test_a_fact_without_a_time_zone_is_not_recorded(engine: Engine) -> None:
    given = batch("ana-ben", 1)
    local = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 (that is the point)
    told = given.model_copy(
        update={"facts": (fact("ana-ben", 1).model_copy(update={"at": local}),)}
    )
    store = SqlEventStore(engine)

    with pytest.raises(StatementError, match="has no time zone"):
        store.append(told)
    assert store.append(given) == (1,)


def test_where_the_inbox_can_not_be_written_the_facts_are_not_either(engine: Engine) -> None:
    store, shown = SqlEventStore(engine), SqlBoard(engine)
    taken = case("ana-ben")
    store.append(batch("ana-ben", 1, board=board("ana-ben", 1, taken)))
    stolen = taken.model_copy(update={"mentorship": "cem-ben"})

    with pytest.raises(IntegrityError):
        store.append(batch("cem-ben", 1, board=board("cem-ben", 1, stolen)))

    assert store.stream("cem-ben") == []
    assert shown.pair("cem-ben") is None
    assert store.append(batch("cem-ben", 1)) == (2,)


def test_what_was_recorded_is_there_after_the_process_died(engine: Engine, tmp_path: Path) -> None:
    store = SqlEventStore(engine)
    store.append(batch("ana-ben", 1, count=2))

    # As after a kill: files copied while the engine still has them open, nothing put away.
    found = tmp_path / "found"
    found.mkdir()
    for path in tmp_path.glob("tandem.db*"):
        shutil.copy(path, found / path.name)

    with closing(sqlite3.connect(found / "tandem.db")) as connection:
        assert connection.execute("SELECT version FROM event").fetchall() == [(1,), (2,)]


def test_the_database_flushes_each_commit_and_checks_its_references(engine: Engine) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted}

    assert found == wanted


class InUse(sqlite3.Cursor):
    """A new database that other processes are just setting up."""

    refusals = 2
    code = sqlite3.SQLITE_BUSY

    def execute(self, statement: str, parameters: Any = ()) -> Self:
        if self.refusals == 0:
            return super().execute(statement, parameters)
        self.refusals -= 1
        refusal = sqlite3.OperationalError("no")
        refusal.sqlite_errorcode = self.code
        raise refusal


def test_a_start_on_a_database_that_others_just_set_up_waits_for_its_turn(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        use_write_ahead_log(InUse(connection))

        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_start_on_a_database_that_can_not_be_written_fails_at_once(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        cursor = InUse(connection)
        cursor.code = sqlite3.SQLITE_READONLY

        with pytest.raises(sqlite3.OperationalError):
            use_write_ahead_log(cursor)
        assert cursor.refusals == 1


def test_several_processes_may_start_at_once_in_an_empty_folder(unmigrated: Engine) -> None:
    streams = ["ana-ben", "cem-ben", "ana-cem"]
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(len(streams))
    url = unmigrated.url.render_as_string()
    processes = [
        spawn.Process(target=start_and_record, args=(url, together, stream, 30))
        for stream in streams
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    recorded = SqlEventStore(unmigrated).read()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [each.position for each in recorded] == list(range(1, 91))
    for stream in streams:
        versions = [each.fact.version for each in recorded if each.fact.stream == stream]
        assert versions == list(range(1, 31))
