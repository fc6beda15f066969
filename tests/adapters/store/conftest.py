"""The store of each contract test: in memory, in SQLite on disk, and in PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.store.board import SqlBoard
from adapters.store.cohorts import SqlCohortStore
from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.engine import make_engine
from adapters.store.event_store import event_store
from adapters.store.fake import FakeCohortStore, FakeDeliveryLog, FakeEventStore
from adapters.store.fake_board import FakeBoard
from adapters.store.migrate import upgrade
from domain.ports import Board, CohortStore, DeliveryLog, EventStore
from tests.adapters.store.samples import RING, Wall

DATABASES = ["sqlite", "postgres"]


@dataclass(frozen=True)
class Store:
    """All four ports on one and the same record."""

    events: EventStore
    cohorts: CohortStore
    board: Board
    deliveries: DeliveryLog


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url, RING)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "empty.db"
    with opened(f"sqlite:///{path}") as engine:
        upgrade(engine)
    return path


@pytest.fixture
def sqlite_engine(empty_database: Path, tmp_path: Path) -> Iterator[Engine]:
    with opened(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'tandem.db')}") as engine:
        yield engine


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    with opened(postgres_url) as engine:
        yield engine


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """A database with our schema, of each kind."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture(params=DATABASES)
def unmigrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "postgres":
        url = request.getfixturevalue("empty_postgres_url")
    else:
        url = f"sqlite:///{tmp_path / 'unmigrated.db'}"
    with opened(url) as engine:
        yield engine


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(params=["fake", *DATABASES])
def store(request: pytest.FixtureRequest, wall: Wall) -> Store:
    if request.param != "fake":
        return sql_store(request.getfixturevalue(f"{request.param}_engine"), wall)
    events = FakeEventStore(wall)
    cohorts = FakeCohortStore(events.rows)
    return Store(events, cohorts, FakeBoard(events, cohorts), FakeDeliveryLog(wall))


def sql_store(engine: Engine, wall: Wall) -> Store:
    events, deliveries = event_store(engine, wall), SqlDeliveryLog(engine, wall)
    return Store(events, SqlCohortStore(engine), SqlBoard(engine), deliveries)
