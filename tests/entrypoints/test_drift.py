"""Engine and record are compared pair by pair, and each kind of difference has its name."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from temporalio.client import Client

from adapters.temporal.runs import Runs
from entrypoints import drift as module
from entrypoints.bootstrap import Store
from entrypoints.drift import Drift, drift
from tests.entrypoints.lost import PAIRS, Office, eventually, lost_engine


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
def office(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(module, "SETTLE", 0.0)
    return Office(client, tmp_path)


async def found(office: Office, store: Store, size: int | None = None) -> Drift:
    return await drift(Runs(office.client, office.name), store, size)


def change(store: Store, row: str, pair: str) -> None:
    with store.engine.begin() as connection:
        statement = text(f"UPDATE board SET {row} WHERE mentorship = :pair")  # noqa: S608  our own
        connection.execute(statement, {"pair": pair})


async def test_pairs_without_a_workflow_are_named(office: Office) -> None:
    with office.past.store() as store:
        every, some = await found(office, store), await found(office, store, 3)

    assert (every.looked_at, len(every.missing)) == (PAIRS, PAIRS)
    assert (some.looked_at, set(some.missing) <= set(every.missing)) == (3, True)


async def test_where_both_know_the_same_nothing_is_found(office: Office) -> None:
    async with office.working() as store:
        await office.recover()

        async def nothing() -> bool:
            return await found(office, store) == Drift(PAIRS, [], [], [])

        await eventually(nothing)


async def test_what_is_shown_differently_is_told_from_what_the_record_lacks(
    office: Office,
) -> None:
    async with office.working() as store:
        await office.recover()
        change(store, "stage = 'closing'", office.first)
        change(store, "stage = 'closing', version = version - 1", office.second)

        async def told() -> bool:
            seen = await found(office, store)
            (lost,) = seen.behind
            return seen.shown == [office.first] and lost.startswith(f"{office.second}: the record")

        await eventually(told)
