"""Waiting in virtual time."""

import asyncio
from datetime import UTC, datetime, timedelta

from domain.clock import Clock


class Pace:
    """The clock of the cohort, as people in it live by it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        """What the time is in the cohort."""
        return self.clock.virtual(datetime.now(UTC))

    async def sleep(self, length: timedelta) -> None:
        """Wait for so much virtual time."""
        await asyncio.sleep(length / timedelta(seconds=self.clock.rate))

    async def sleep_until(self, moment: datetime) -> None:
        """Wait for a moment of virtual time, which may have passed."""
        await self.sleep(max(timedelta(), moment - self.now()))
