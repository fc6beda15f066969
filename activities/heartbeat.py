"""A sign of life while an activity works, so that a killed worker is noticed in seconds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from temporalio import activity

EVERY = 3.0  # seconds; the SDK passes on only as many as the time-out needs


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Heartbeat for as long as this lasts."""
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
