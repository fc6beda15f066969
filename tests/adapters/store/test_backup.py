"""A record in SQLite is copied while it is in use, and put back with nothing lost or mixed in."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.store.backup import BackUpFailed, NoBackUp, RecordInUse, back_up, examine, restore
from adapters.store.migrate import head
from adapters.store.verify import Audit
from tests.adapters.store.conftest import Store, opened, sql_store
from tests.adapters.store.samples import Wall, batch, board, genuine


@pytest.fixture
def record(sqlite_engine: Engine, tmp_path: Path) -> Path:
    return tmp_path / "tandem.db"


@pytest.fixture
def store(sqlite_engine: Engine, wall: Wall) -> Store:
    store = sql_store(sqlite_engine, wall)
    for pair, facts in (("spring-ana-ben", 3), ("spring-cem-ben", 1)):
        store.events.append(genuine(batch(pair, 1, facts, board=board(pair, facts))))
    return store


def test_a_copy_holds_what_the_record_held_at_one_moment(
    store: Store, record: Path, tmp_path: Path, wall: Wall
) -> None:
    assert record.with_name("tandem.db-wal").stat().st_size > 0  # the file alone is not all

    told = back_up(record, tmp_path / "copy.db")
    store.events.append(batch("spring-ana-ben", 4))

    assert told == (head(), 4, 2, wall(), ())
    assert examine(tmp_path / "copy.db") == told
    with opened(f"sqlite:///{tmp_path / 'copy.db'}") as engine:
        copied = sql_store(engine, wall)
        assert copied.events.read() == store.events.read()[:4]
        assert list(Audit(engine).faults()) == []


def test_a_copy_is_one_file_and_a_draft_leaves_nothing(
    store: Store, record: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()

    back_up(record, folder / "copy.db")
    back_up(record, folder / "copy.db")

    assert [file.name for file in folder.iterdir()] == ["copy.db"]


def test_a_copy_that_can_not_be_written_says_so(
    store: Store, record: Path, tmp_path: Path
) -> None:
    with pytest.raises(BackUpFailed, match="nowhere"):
        back_up(record, tmp_path / "nowhere" / "copy.db")


def test_a_restored_record_goes_on_from_where_it_was(
    store: Store, sqlite_engine: Engine, record: Path, tmp_path: Path, wall: Wall
) -> None:
    back_up(record, tmp_path / "copy.db")
    before = store.events.read()
    store.events.append(batch("spring-ana-ben", 4, text="lost"))
    sqlite_engine.dispose()

    restore(tmp_path / "copy.db", record, tmp_path / "aside.db")

    with opened(f"sqlite:///{record}") as engine:
        restored = sql_store(engine, wall)
        assert restored.events.read() == before
        assert restored.events.append(genuine(batch("spring-ana-ben", 4, text="new"))) == (5,)
        assert list(Audit(engine).faults()) == []
    assert examine(tmp_path / "aside.db").events == 5
    assert not record.with_name("tandem.db.part").exists()


def test_the_log_of_a_damaged_record_is_not_written_into_the_restored_one(
    store: Store, sqlite_engine: Engine, record: Path, tmp_path: Path
) -> None:
    back_up(record, tmp_path / "copy.db")
    store.events.append(batch("spring-ana-ben", 4, text="lost"))
    log = record.with_name("tandem.db-wal").read_bytes()
    sqlite_engine.dispose()
    record.write_bytes(b"no database any more" * 100)
    record.with_name("tandem.db-wal").write_bytes(log)

    restore(tmp_path / "copy.db", record, tmp_path / "aside.db")

    assert examine(record).events == 4
    assert (tmp_path / "aside.db-wal").read_bytes() == log


def test_a_record_that_is_in_use_is_not_replaced(
    store: Store, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(record, tmp_path / "copy.db")
    monkeypatch.setattr("adapters.store.backup.BUSY_SECONDS", 0.1)

    with pytest.raises(RecordInUse):
        restore(tmp_path / "copy.db", record, tmp_path / "aside.db")

    assert len(store.events.read()) == 4
    assert not (tmp_path / "aside.db").exists()


@pytest.mark.parametrize("content", [b"", b"a letter, and no database" * 100])
def test_only_a_record_is_restored(
    store: Store, record: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "copy.db").write_bytes(content)

    with pytest.raises(NoBackUp, match=r"copy\.db"):
        restore(tmp_path / "copy.db", record, tmp_path / "aside.db")

    assert len(store.events.read()) == 4


def test_a_damaged_copy_is_refused(store: Store, record: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    back_up(record, copy)
    with closing(sqlite3.connect(copy)) as database:
        ((root,),) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'event'"
        ).fetchall()
        ((size,),) = database.execute("PRAGMA page_size").fetchall()
    with copy.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)

    with pytest.raises(NoBackUp):
        restore(copy, record, tmp_path / "aside.db")
