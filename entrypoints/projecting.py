"""The part of a worker that lets the read models follow the record."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from adapters.store.projector import PAGE, Projector
from adapters.store.rebuild import RebuildStopped, is_dated, rebuild
from entrypoints.bootstrap import Store

PACE = timedelta(seconds=0.3)
"""How long facts gather before they are written, so that one transaction holds many."""

LONGEST = timedelta(seconds=2)
"""How far apart the looks at the record move while nothing happens."""

AWAY = timedelta(seconds=10)
"""How long to leave a database alone that does not answer."""

RETRY = timedelta(minutes=1)
"""How often to try again what can't be read."""

PATIENCE = timedelta(seconds=40)
"""How long to wait at the end for a page that is being written: longer than a statement takes."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def projecting(store: Store) -> AsyncIterator[None]:
    """Write the read models in the background; on leaving, the page under way is finished."""
    stop = asyncio.Event()
    following = Following(
        Projector(store.engine, store.events), stop, partial(renew, store.engine)
    )
    task = asyncio.create_task(following.run())
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=PATIENCE.total_seconds())


def renew(engine: Engine) -> None:
    """Make all read models anew where rows of the board are of an earlier release."""
    if not is_dated(engine):
        return
    try:
        found = rebuild(engine)
        log.info("read_models_renewed", pairs=found.pairs, seconds=round(found.seconds, 1))
    except RebuildStopped as error:  # the pair that it names is put aside as well; others go on
        log.warning("read_models_stay_dated", reason=str(error))


class Following:
    """One page after another, slower while there is nothing new, until `stop` is set.

    What `first` does comes before all pages.
    """

    def __init__(
        self, projector: Projector, stop: asyncio.Event, first: Callable[[], None] = lambda: None
    ) -> None:
        self._projector = projector
        self._stop = stop
        self._first: Callable[[], None] | None = first
        self._wait = PACE
        self._healed = -RETRY.total_seconds()

    async def run(self) -> None:
        """Go on whatever happens: read models that stand still must not stop the pairs."""
        while not self._stop.is_set():
            try:
                await self._turn()
            except SQLAlchemyError as error:
                log.warning("read_models_wait", reason=type(error).__name__)
                self._wait = AWAY
            except Exception:
                log.exception("read_models_stand_still")
                self._wait = AWAY
            await self._pause()

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        if self._first:
            await asyncio.to_thread(self._first)
            self._first = None
        if loop.time() - self._healed >= RETRY.total_seconds():
            self._healed = loop.time()
            await asyncio.to_thread(self._projector.heal)
        written = await asyncio.to_thread(self._projector.step)
        if written == PAGE:
            self._wait = timedelta(0)
        else:
            self._wait = PACE if written else min(max(self._wait, PACE) * 1.5, LONGEST)

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), self._wait.total_seconds())
        except TimeoutError:
            return
