"""Engine and record are compared pair by pair, and each kind of difference has its name."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from temporalio.client import Client

from adapters.temporal.launcher import mentorship_workflow
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


class Together(Runs):
    """Each of two pairs is asked only once the other is."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.client, office.name)
        self._two = {mentorship_workflow(pair) for pair in (office.first, office.second)}
        self._both = asyncio.Barrier(2)

    async def ask(self, workflow_id: str, query: str, answer: type[Any]) -> Any:
        if workflow_id in self._two:
            async with asyncio.timeout(20):
                await self._both.wait()
        return await super().ask(workflow_id, query, answer)


async def test_pairs_are_asked_together_for_each_may_need_long_to_give_no_answer(
    office: Office,
) -> None:
    async with office.working() as store:
        await office.recover()
        for pair in (office.first, office.second):
            change(store, "stage = 'closing', version = version - 1", pair)

        seen = await drift(Together(office), store, None)

    assert len(seen.behind) == 2


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
