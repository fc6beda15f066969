"""How often somebody may try links that do not work: a bucket of tokens for each address."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from starlette.requests import Request

from domain.errors import TandemError

MOST_KNOWN = 10_000
ONE_HOUSEHOLD = 64  # bits of an IPv6 address that one line's owner can't choose


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
        self._keep(who, self._level(who) - 1)

    def give_back(self, who: str) -> None:
        """Give back the try that turned out well."""
        self._keep(who, self._level(who) + 1)

    def _keep(self, who: str, level: float) -> None:
        self._levels[who] = (min(self._size, level), self._clock())
        self._levels.move_to_end(who)
        while len(self._levels) > MOST_KNOWN:
            self._levels.popitem(last=False)

    def _level(self, who: str) -> float:
        level, seen = self._levels.get(who, (self._size, self._clock()))
        return min(self._size, level + (self._clock() - seen) * self._rate)


def address(request: Request) -> str:
    """Where a request comes from: of an IPv6 address the network, the rest is chosen freely."""
    host = request.client.host if request.client else ""
    try:
        known = ip_address(host)
    except ValueError:
        return host
    if not isinstance(known, IPv6Address):
        return host
    mapped = known.ipv4_mapped
    return str(mapped or IPv6Network((int(known), ONE_HOUSEHOLD), strict=False))
