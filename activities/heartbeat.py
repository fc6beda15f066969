"""A sign of life while an activity works, so that a killed worker is noticed in seconds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import partial
from typing import Any, ParamSpec, TypeVar

from temporalio import activity

EVERY = 3.0  # seconds; the SDK passes on only as many as the time-out needs

THREADS = ThreadPoolExecutor(16, thread_name_prefix="activity")  # made when they are needed
P = ParamSpec("P")
T = TypeVar("T")


async def at_work(do: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Do something in a thread of the activities, and heartbeat for as long as it lasts."""
    work = partial(copy_context().run, do, *args, **named)
    async with alive():
        return await asyncio.get_running_loop().run_in_executor(THREADS, work)


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Heartbeat for as long as this lasts, where somebody waits for it."""
    if activity.info().heartbeat_timeout is None:
        yield
        return
    async with lasting(_beat()):
        yield


@asynccontextmanager
async def lasting(beside: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do something beside for as long as this lasts."""
    going_on = asyncio.create_task(beside)
    try:
        yield
    finally:
        going_on.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await going_on


async def _beat() -> None:
    while True:  # what takes no longer than this needs no sign of life, and each one is billed
        await asyncio.sleep(EVERY)
        activity.heartbeat()
