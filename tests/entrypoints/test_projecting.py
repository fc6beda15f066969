"""The read models follow the record while a worker runs, whatever happens to it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from adapters.store.engine import writing
from adapters.store.projector import Projector
from entrypoints import projecting
from entrypoints.bootstrap import Store, open_store
from entrypoints.settings import Settings
from tests.adapters.store.recorded import record
from tests.domain.mentorship.lives import LIVES

PATIENCE = 20.0  # seconds


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Settings(data_dir=tmp_path)) as store:
        yield store


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(what):  # noqa: ASYNC110  nobody tells us
            await asyncio.sleep(0.02)


async def test_what_is_recorded_can_be_read_soon_after(store: Store) -> None:
    async with projecting.projecting(store):
        await asyncio.to_thread(record, store.events, "m1", LIVES[0]())
        await until(lambda: any(person.surveys_answered for person in store.people.all()))

    assert [person.pairs for person in store.people.all()] == [1, 1]


async def test_a_database_that_is_away_is_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "AWAY", timedelta(seconds=0.05))
    step, calls = Projector.step, iter([OperationalError("", {}, Exception("away")), ValueError()])

    def fail_first(self: Projector) -> int:
        if error := next(calls, None):
            raise error
        return step(self)

    monkeypatch.setattr(Projector, "step", fail_first)
    record(store.events, "m1", LIVES[2]())

    async with projecting.projecting(store):
        await until(lambda: len(store.people.all()) == 2)


async def test_a_worker_that_stops_finishes_its_page(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(store.events, "m1", LIVES[2]())
    begun, step = asyncio.Event(), Projector.step
    loop = asyncio.get_running_loop()

    def tell_first(self: Projector) -> int:
        loop.call_soon_threadsafe(begun.set)
        return step(self)

    monkeypatch.setattr(Projector, "step", tell_first)
    async with projecting.projecting(store):
        await asyncio.wait_for(begun.wait(), PATIENCE)

    assert len(store.people.all()) == 2


async def test_rows_that_an_earlier_release_has_left_are_made_anew(store: Store) -> None:
    record(store.events, "m1", LIVES[0]())
    whole = store.board.pair("m1")
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE board SET parts = NULL, contact_at = NULL, names = NULL"))

    async with projecting.projecting(store):
        await until(lambda: store.board.pair("m1") == whole)

    assert whole is not None
    assert whole.parts is not None
