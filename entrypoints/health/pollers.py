"""Does this worker still ask for work? The SDK counts its own poll loops; nobody else can know.

Quiet queues have pollers too, and so has a worker whose Temporal server is away: it asks again.
"""

import re
import time
from collections.abc import Callable

import httpx

from entrypoints.health.model import PATIENCE

NONE_FOR = 60.0
"""Seconds without a poller that is seen until it counts; there may be none for a moment."""

COUNTED = re.compile(
    r'^temporal_num_pollers\{(?![^}]*poller_type="sticky).*\} (\d+)', re.MULTILINE
)


class Pollers:
    """The poll loops of this process, read where it tells its metrics; without metrics, unseen."""

    def __init__(
        self, metrics_address: str | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address = metrics_address and _near(metrics_address)
        self._clock = clock
        self._gone_since: float | None = None

    async def alive(self) -> bool:
        """Whether each kind of work has been asked for lately."""
        if self._address is None:
            return True
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
                told = (await client.get(f"http://{self._address}/metrics")).text
        except httpx.HTTPError:  # too busy for a moment, perhaps
            told = None
        return self.judge(told)

    def judge(self, told: str | None) -> bool:
        """Whether these metrics are those of a worker that asks for work; of None nobody knows."""
        if told is not None and all(int(many) for many in COUNTED.findall(told)):
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._clock()
        return self._gone_since is None or self._clock() - self._gone_since < NONE_FOR


def _near(address: str) -> str:
    """Where this process itself finds an address that is meant for all."""
    host, _, port = address.rpartition(":")
    return f"{ {'0.0.0.0': '127.0.0.1', '[::]': '[::1]'}.get(host, host) }:{port}"  # noqa: S104  compared only
