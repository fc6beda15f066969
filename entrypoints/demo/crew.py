"""The worker of a demo, in a process of its own: mail and people shall not wait for it."""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.synchronize import Event
from typing import get_args

from adapters.mail.compose import Composer
from adapters.mail.samples import samples
from domain.errors import TandemError
from domain.mentorship.messages import Kind
from entrypoints.bootstrap import make_composer
from entrypoints.exit import leave
from entrypoints.logging import configure
from entrypoints.settings import Settings
from entrypoints.working import Places, working

STARTING = 120.0  # seconds: importing all of it takes a while where others work too
PATIENCE = 30.0
PR_SET_PDEATHSIG = 1


class WorkerDidNotStart(TandemError):
    """The worker of the demo did not start; its log says why."""

    code = "worker_did_not_start"


@asynccontextmanager
async def crew(settings: Settings, where: Places) -> AsyncIterator[None]:
    """Have a worker at work beside this process for as long as this lasts."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=work, args=(settings, where, ready, os.getpid()), daemon=True)
    process.start()
    try:
        if not await asyncio.to_thread(ready.wait, STARTING):
            raise WorkerDidNotStart(f"{WorkerDidNotStart()} See {settings.data_dir / 'log'}.")
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.join, PATIENCE)
        if process.is_alive():
            process.kill()
        process.join()
        process.close()


def work(settings: Settings, where: Places, ready: Event, parent: int) -> None:
    """Work until the parent says stop, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too; the parent decides
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:
        configure(file=settings.data_dir / "log" / "worker.log", stream=None)
        asyncio.run(stay(settings, where, ready))
    leave(0)


async def stay(settings: Settings, where: Places, ready: Event) -> None:
    """Work until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    write_one_of_each(make_composer(settings))
    async with working(settings, where):
        ready.set()
        await stop.wait()


def write_one_of_each(composer: Composer) -> None:
    """Have every template read before the clock runs, when a second is still a second."""
    for kind in get_args(Kind):
        for message in samples(kind):
            composer.compose(message)
