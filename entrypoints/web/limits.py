"""How often somebody may try links that do not work: a bucket of tokens for each address."""

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request

from domain.errors import TandemError

MOST_KNOWN = 10_000


class Busy(TandemError):
    """Too much that does not work came from there."""

    code = "busy"


class Buckets:
    """`size` tries at once, and `rate` more each second; the longest unseen address is forgotten.

    It lives in one process: several processes allow so much more in all.
    """

    def __init__(
        self, size: float, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._size = size
        self._rate = rate
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def has(self, who: str) -> bool:
        """Tell whether this address has a try left."""
        return self._level(who) >= 1

    def take(self, who: str) -> None:
        """Use up one try."""
        self._levels[who] = (self._level(who) - 1, self._clock())
        self._levels.move_to_end(who)
        while len(self._levels) > MOST_KNOWN:
            self._levels.popitem(last=False)

    def _level(self, who: str) -> float:
        level, seen = self._levels.get(who, (self._size, self._clock()))
        return min(self._size, level + (self._clock() - seen) * self._rate)


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""
