"""How often a worker looks at the whole installation, and what it tells where it can't."""

import asyncio
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

import pytest
from temporalio.service import RPCError, RPCStatusCode

from entrypoints.measuring import watching
from entrypoints.measuring.meters import SILENT
from entrypoints.measuring.watching import OFTEN, RARELY, EngineWatcher, Round, going_round

BLIND = 5 * 60
"""Seconds without a look after which TandemNobodyCounts wakes somebody."""


async def pause_after(took: float, seconds: float, monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds from the end of a look until the next one begins."""
    now, pauses = 0.0, asyncio.Queue[float]()

    async def look() -> None:
        nonlocal now
        now += took

    async def sleep(pause: float) -> None:
        pauses.put_nowait(pause)
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(watching, "time", SimpleNamespace(monotonic=lambda: now, time=time.time))
        patched.setattr(asyncio, "sleep", sleep)
        async with going_round(SILENT, Round("vitals", seconds, look)):
            return await pauses.get()


async def test_counting_takes_a_twentieth_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await pause_after(0.1, OFTEN, monkeypatch) == OFTEN
    assert await pause_after(3.0, OFTEN, monkeypatch) == 60.0


async def test_after_a_database_that_hung_somebody_counts_again_before_an_alert_says_nobody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await pause_after(120.0, OFTEN, monkeypatch) < BLIND
    assert await pause_after(120.0, RARELY, monkeypatch) == RARELY


class Wedged:
    """A server that answers, or not, and what is told of it."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.says: int | RPCStatusCode = 0
        meters = SimpleNamespace(wedged=SimpleNamespace(set=self.told.append))
        nothing: Any = None
        self._watcher = EngineWatcher(nothing, cast("Any", self), nothing, cast("Any", meters))

    async def count_workflows(self, _query: str) -> SimpleNamespace:
        if isinstance(self.says, RPCStatusCode):
            raise RPCError("no", self.says, b"")
        return SimpleNamespace(count=self.says)

    async def look(self, says: int | RPCStatusCode) -> list[int]:
        self.says = says
        with suppress(RPCError):
            await self._watcher.count_wedged()
        return self.told


async def test_a_server_that_is_away_leaves_the_wedged_workflows_as_they_were_counted() -> None:
    server = Wedged()

    await server.look(3)

    assert await server.look(RPCStatusCode.UNAVAILABLE) == [3]
    assert await server.look(RPCStatusCode.DEADLINE_EXCEEDED) == [3]


async def test_a_server_that_does_not_tell_of_wedged_workflows_has_none() -> None:
    assert await Wedged().look(RPCStatusCode.INVALID_ARGUMENT) == [0]
