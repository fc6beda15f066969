"""A sign of life while an activity works, so that a killed worker is noticed in seconds."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

EVERY = 5.0  # seconds; the SDK passes on only as many as the time-out needs


@asynccontextmanager
async def alive() -> AsyncIterator[None]:
    """Heartbeat for as long as this lasts."""
    beating = asyncio.create_task(_beat())
    try:
        yield
    finally:
        beating.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await beating


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(EVERY)
