"""Faults at random moments while work is going on, dealt by the seed."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import structlog

from tests.faults.kinds import KINDS, TWICE
from tests.faults.play import Play

WORK_WITHIN = 2.0  # seconds to wait for a fact, so that a fault hits in the middle of something


log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Injected:
    """One fault as it was injected; `busy` is how many facts came since the one before."""

    kind: str
    begun: datetime
    ended: datetime
    busy: int


class Storm:
    """So many faults, with a pause of `gap` seconds on average between two of them."""

    def __init__(self, database: str, faults: int, gap: float, seed: int) -> None:
        self.chance = Random(f"storm {seed}")
        self.faults, self.gap = faults, gap
        self.kinds = KINDS[database]
        self.injected: list[Injected] = []

    async def rage(self, play: Play) -> None:
        """Inject one after the other as long as pairs are open."""
        for kind in self.deal():
            known = len(play.told)
            await asyncio.sleep(self.chance.uniform(0.3, 1.7) * self.gap)
            await self.await_work(play)
            if not play.open:
                return
            busy, begun = len(play.told) - known, datetime.now(UTC)
            log.info("fault", kind=kind, busy=busy)
            await self.kinds[kind](play, self.chance)
            self.injected.append(Injected(kind, begun, datetime.now(UTC), busy))

    def deal(self) -> Iterator[str]:
        """Every kind about equally often, in an order of chance."""
        deck = [kind for kind in self.kinds for _ in range(1 + (kind in TWICE))]
        dealt = 0
        while dealt < self.faults:
            self.chance.shuffle(deck)
            yield from deck[: self.faults - dealt]
            dealt += len(deck)

    async def await_work(self, play: Play) -> None:
        """Wait for a fact, then for a moment in which others may be on their way."""
        play.news.clear()
        try:
            async with asyncio.timeout(WORK_WITHIN):
                await play.news.wait()
        except TimeoutError:
            pass
        await asyncio.sleep(self.chance.uniform(0.0, 0.08))
