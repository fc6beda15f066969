"""Back-up and restore of a record in SQLite, whole or not at all.

Copying the file alone would be wrong: what was written last may still be in its write-ahead log,
and a log that is left beside another file would be written into that.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from adapters.store.engine import make_engine
from adapters.store.migrate import standing
from domain.errors import TandemError

BUSY_SECONDS = 10.0


class NoBackUp(TandemError):
    """The file is no back-up of a record."""

    code = "no_back_up"


class RecordInUse(TandemError):
    """Somebody has the record open."""

    code = "record_in_use"


class BackUpFailed(TandemError):
    """The back-up could not be written."""

    code = "cant_write"


class Contents(NamedTuple):
    """What a record holds; `newest` is when its last event was recorded, None without any.

    `keys` are those of the installation's ring without which nobody can read its texts.
    """

    version: str
    events: int
    streams: int
    newest: datetime | None
    keys: tuple[str, ...] = ()


def back_up(record: Path, file: Path) -> Contents:
    """Copy a record, while it is in use or not, as it is at one moment."""
    draft = file.with_name(f"{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        with closing(_opened(record)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        found = examine(draft)
        draft.replace(file)
    except (OSError, sqlite3.Error) as problem:
        draft.unlink(missing_ok=True)
        raise BackUpFailed(f"{file} can't be written: {problem}.") from problem
    return found


def restore(file: Path, record: Path, aside: Path) -> Contents:
    """Put a back-up in the place of a record, which is kept as `aside` if there is one.

    Raises `NoBackUp` before anything is changed, also for one of a newer release that this code
    can't use, and `RecordInUse` where somebody has it open.
    """
    found = examine(file)
    draft = record.with_name(f"{record.name}.part")
    back_up(file, draft)
    _refuse_newer(file, draft)
    if record.exists():
        _close(record)
        for end in ("", "-wal", "-shm"):  # a damaged file may still have its log beside it
            if (part := record.with_name(record.name + end)).exists():
                part.rename(aside.with_name(aside.name + end))
    draft.rename(record)
    return found


def examine(file: Path) -> Contents:
    """Look whether a file is a sound record, and what it holds; raises `NoBackUp`."""
    try:
        with closing(_opened(file)) as database:
            ((sound,),) = database.execute("PRAGMA quick_check(1)").fetchall()
            if sound != "ok":
                raise NoBackUp(f"{file} is damaged: {sound}")
            ((version,),) = database.execute("SELECT version_num FROM alembic_version").fetchall()
            counts = "SELECT count(*), count(DISTINCT stream), max(recorded_at) FROM event"
            events, streams, newest = database.execute(counts).fetchone()
            keys = _keys_of(database)
    except (sqlite3.Error, ValueError) as problem:
        raise NoBackUp(f"{file} is no back-up of a record: {problem}.") from problem
    at = newest and datetime.fromisoformat(f"{newest}+00:00")
    return Contents(version, events, streams, at, keys)


def _refuse_newer(file: Path, draft: Path) -> None:
    """Ask the copy whether this code can use it, for to ask is to open it."""
    engine = make_engine(f"sqlite:///{draft}")
    try:
        found = standing(engine)
    finally:
        engine.dispose()
    if found.beyond and not found.fits:
        draft.unlink()
        raise NoBackUp(f"{file} can't be used here: {found.beyond} Nothing was changed.")


def _keys_of(database: sqlite3.Connection) -> tuple[str, ...]:
    """The keys of the ring that open it; a record of an earlier release needs none."""
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'person_key'"
    if not database.execute(known).fetchone()[0]:
        return ()
    needed = "SELECT DISTINCT ring_key FROM person_key WHERE wrapped IS NOT NULL ORDER BY 1"
    return tuple(key for (key,) in database.execute(needed))


def _opened(file: Path) -> sqlite3.Connection:
    """Open a file that is there, to read it."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def _close(record: Path) -> None:
    """Take the write-ahead log into the file, which only who is alone with it can do."""
    try:
        with closing(sqlite3.connect(record, timeout=BUSY_SECONDS)) as database:
            ((mode,),) = database.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.DatabaseError as problem:
        if getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            return  # it is beyond use, which is why somebody restores another
        raise RecordInUse(
            f"{record} is in use: {problem}. Stop whatever has it open."
        ) from problem
    if mode != "delete":
        raise RecordInUse(f"{record} is in use. Stop whatever has it open.")
