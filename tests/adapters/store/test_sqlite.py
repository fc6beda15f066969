"""What is particular to SQLite: one file, one writer, a log beside it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import Engine, text

from adapters.store.engine import use_write_ahead_log
from adapters.store.event_store import event_store
from tests.adapters.store.samples import batch


def test_what_was_recorded_is_there_after_the_process_died(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    store = event_store(sqlite_engine)
    store.append(batch("ana-ben", 1, count=2))

    # As after a kill: files copied while the engine still has them open, nothing put away.
    found = tmp_path / "found"
    found.mkdir()
    for path in tmp_path.glob("tandem.db*"):
        shutil.copy(path, found / path.name)

    with closing(sqlite3.connect(found / "tandem.db")) as connection:
        assert connection.execute("SELECT version FROM event").fetchall() == [(1,), (2,)]


def test_the_database_flushes_each_commit_and_checks_its_references(
    sqlite_engine: Engine,
) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with sqlite_engine.connect() as connection:
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
