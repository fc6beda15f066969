"""Leaves nothing in a database's files of what was deleted: deleted rows lie there for a while."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from adapters.store.engine import turn_to_write
from domain.errors import TandemError

PATIENCE = 30.0
TABLES = "person_key, person, cohort_pair, delivery, board, inbox, participation, survey_answer"


class StillRead(TandemError):
    """Somebody reads the database all the time: what was deleted may still lie in its log."""

    code = "still_read"


class NotWrittenAnew(TandemError):
    """What was deleted still lies in a file."""

    code = "not_written_anew"


def compact(engine: Engine) -> None:
    """Write the database anew without what was deleted; raises `NotWrittenAnew`, `StillRead`.

    SQLite's file and its write-ahead log hold nothing of it afterwards. In PostgreSQL the space is
    free to be written over; its own log and back-ups are kept as long as it was told to.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text(f"VACUUM {TABLES}, goal, meeting, api_answer"))
            connection.execute(text("RESET statement_timeout"))
        return
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        with turn_to_write(engine):
            _write_anew(driver, engine.url.database)
        _empty_log(driver)
    finally:
        pooled.close()


def compact_file(file: Path) -> None:
    """The same for a file that another program writes to, which waits meanwhile.

    Raises `NotWrittenAnew` and `StillRead`.
    """
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as driver:
        _write_anew(driver, file)
        _empty_log(driver)


def _write_anew(driver: sqlite3.Connection, file: Path | str | None) -> None:
    try:
        driver.execute("VACUUM")
    except sqlite3.OperationalError as error:
        raise NotWrittenAnew(f"{file} can't be written anew: {error}.") from error


def _empty_log(driver: sqlite3.Connection) -> None:
    """Copy the write-ahead log into the file, and cut it to nothing."""
    last_try = time.monotonic() + PATIENCE
    while driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        if time.monotonic() > last_try:
            raise StillRead
        time.sleep(0.05)
