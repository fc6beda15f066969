"""The store of each contract test: once in memory, once in SQLite on disk."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.store.board import SqlBoard
from adapters.store.cohorts import SqlCohortStore
from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.engine import make_engine
from adapters.store.event_store import SqlEventStore
from adapters.store.fake import FakeBoard, FakeCohortStore, FakeDeliveryLog, FakeEventStore
from adapters.store.migrate import upgrade
from domain.ports import Board, CohortStore, DeliveryLog, EventStore
from tests.adapters.store.samples import Wall


@dataclass(frozen=True)
class Store:
    """All four ports on one and the same record."""

    events: EventStore
    cohorts: CohortStore
    board: Board
    deliveries: DeliveryLog


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "empty.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(empty_database: Path, tmp_path: Path) -> Iterator[Engine]:
    path = shutil.copy(empty_database, tmp_path / "tandem.db")
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, wall: Wall) -> Store:
    if request.param == "sqlite":
        return sql_store(request.getfixturevalue("engine"), wall)
    events, cohorts = FakeEventStore(wall), FakeCohortStore()
    return Store(events, cohorts, FakeBoard(events, cohorts), FakeDeliveryLog(wall))


def sql_store(engine: Engine, wall: Wall) -> Store:
    events, deliveries = SqlEventStore(engine, wall), SqlDeliveryLog(engine, wall)
    return Store(events, SqlCohortStore(engine), SqlBoard(engine), deliveries)
