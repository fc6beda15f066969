"""The part of a worker that counts what waits and what is late, and tells it as metrics.

Each worker counts on its own, from the same database: their values agree but for moments, and
whoever reads them takes the highest. Counting takes no more than a twentieth of the time, but
for what takes very long: it is looked at again within minutes all the same.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.store.vitals import SqlWatch
from adapters.temporal.checkup import stuck
from adapters.temporal.runs import Runs
from domain.clock import SPREAD
from domain.ports import Watch
from domain.readmodels.vitals import AGES, RUNGS, Queue, Vitals
from entrypoints.bootstrap import Store
from entrypoints.drift import Drift, drift
from entrypoints.health.model import Health
from entrypoints.measuring.meters import STANDINGS, Meters
from entrypoints.measuring.stores import MeteredStore
from entrypoints.pairs.time import SLACK
from entrypoints.settings import Settings

OFTEN, SELDOM, RARELY = 15.0, 60.0, 300.0
"""Seconds between two looks: at what the database counts, at the engine, at many pairs there."""

LEISURE = 20
"""So many times as long as it took, a look at the installation is followed by none."""

MOST = 240.0
"""No pause is longer because a look took long. A database that hung for two minutes would cost all
workers forty more, and a rule pages where the last look is five minutes old."""

LATE = SLACK + SPREAD
"""So much later than due is late, for pairs take turns (deploy/decisions/0024-*.md)."""

SAMPLE = 100
"""So many pairs are compared with their workflows at a time, each time others."""

log = structlog.get_logger(__name__)


class Round(NamedTuple):
    """Something to look at again and again, at least so many seconds apart."""

    name: str
    seconds: float
    look: Callable[[], Awaitable[None]]


def watching(
    settings: Settings, store: MeteredStore, client: Client, health: Health, *, counts: bool
) -> AbstractAsyncContextManager[None]:
    """Tell in the background how this process is; and, where it `counts`, all pairs too."""
    meters = store.meters
    rounds = [Round("checks", OFTEN, HealthWatcher(health, meters).look)]
    if counts:
        engine = EngineWatcher(store, client, Runs(client, settings.task_queue), meters)
        rounds += [
            Round("vitals", OFTEN, Watcher(SqlWatch(store.engine), meters).look),
            Round("wedged", SELDOM, engine.count_wedged),
            Round("drift", RARELY, engine.compare),
        ]
    return going_round(meters, *rounds)


@asynccontextmanager
async def going_round(meters: Meters, *rounds: Round) -> AsyncIterator[None]:
    """Look at everything again and again until the end of the block."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_go(one, stop, meters)) for one in rounds]
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _go(one: Round, stop: asyncio.Event, meters: Meters) -> None:
    """Gauges stay as they were where a look fails; so it is told when the last one did not."""
    while not stop.is_set():
        begun = time.monotonic()
        try:
            await one.look()
            meters.measured.set(time.time(), {"what": one.name})
        except Exception as error:  # noqa: BLE001  what can't be counted now is counted later
            log.warning("not_measured", what=one.name, reason=type(error).__name__)
        took = time.monotonic() - begun
        await asyncio.sleep(max(one.seconds, min(LEISURE * took, MOST)))


class Watcher:
    """Tells what the database counts."""

    def __init__(self, watch: Watch, meters: Meters) -> None:
        self._watch = watch
        self._meters = meters

    async def look(self) -> None:
        """Count once."""
        self.tell(await asyncio.to_thread(self._watch.look, datetime.now(UTC), LATE))

    def tell(self, found: Vitals) -> None:
        """Set every gauge; what there is none of any more becomes 0."""
        meters = self._meters
        for stage, band in STANDINGS:
            many = found.mentorships.get((stage, band), 0)
            meters.mentorships.set(many, {"stage": stage, "band": band})
        for age in AGES:
            meters.overdue.set(found.overdue.get(age, 0), {"age": age})
        for rung in RUNGS:
            meters.episodes.set(found.cases.get(rung, 0), {"rung": rung})
        meters.inbox.set(found.inbox.waiting)
        meters.inbox_oldest.set(found.inbox.oldest.total_seconds())
        meters.waiting.set(found.messages.waiting)
        meters.waiting_oldest.set(found.messages.oldest.total_seconds())
        for projection, queue in found.behind.items():
            self._tell_behind(projection, queue)
        meters.webhooks.set(found.webhooks)

    def _tell_behind(self, projection: str, queue: Queue) -> None:
        labels = {"projection": projection}
        self._meters.behind.set(queue.waiting, labels)
        self._meters.behind_oldest.set(queue.oldest.total_seconds(), labels)


class HealthWatcher:
    """Tells what a process answers when it is asked how it is."""

    def __init__(self, health: Health, meters: Meters) -> None:
        self._health = health
        self._meters = meters

    async def look(self) -> None:
        """Ask everything once."""
        alive, answers = await self._health.alive(), await self._health.answers()
        for check, well in {**answers, "pollers": alive}.items():
            self._meters.check.set(int(well), {"check": check})


class EngineWatcher:
    """Tells what the engine knows: what can't go on there, and what it knows differently."""

    def __init__(self, store: Store, client: Client, runs: Runs, meters: Meters) -> None:
        self._store = store
        self._client = client
        self._runs = runs
        self._meters = meters

    async def count_wedged(self) -> None:
        """Count the workflows that can't go on: 0 where the server does not tell of them."""
        try:
            self._meters.wedged.set(await stuck(self._client))
        except RPCError as error:
            if error.status == RPCStatusCode.INVALID_ARGUMENT:
                self._meters.wedged.set(0)
            raise

    async def compare(self) -> None:
        """Compare a sample of pairs, other ones each time."""
        self.tell(await drift(self._runs, self._store, SAMPLE, seed=time.time_ns()))

    def tell(self, found: Drift) -> None:
        """Set the gauge of each kind."""
        kinds = {
            "missing_workflow": found.missing,
            "record_behind": found.behind,
            "shown_differently": found.shown,
        }
        for kind, pairs in kinds.items():
            self._meters.drift.set(len(pairs), {"kind": kind})
