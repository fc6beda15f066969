"""How often somebody may try what does not work, or ask the API: a bucket of tokens for each."""

import math
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
        return self.left(who) >= 1

    def take(self, who: str) -> None:
        """Use up one try."""
        self._keep(who, self.left(who) - 1)

    def give_back(self, who: str) -> None:
        """Give back the try that turned out well."""
        self._keep(who, self.left(who) + 1)

    def _keep(self, who: str, level: float) -> None:
        self._levels[who] = (min(self._size, level), self._clock())
        self._levels.move_to_end(who)
        while len(self._levels) > MOST_KNOWN:
            self._levels.popitem(last=False)

    def left(self, who: str) -> float:
        """How many tries are left."""
        level, seen = self._levels.get(who, (self._size, self._clock()))
        return min(self._size, level + (self._clock() - seen) * self._rate)


class TooMany(TandemError):
    """You ask more often than this token may; `Retry-After` says how many seconds to wait."""

    code = "too_many_requests"

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"You ask more often than this token may; wait {wait} s.")


class Pace:
    """How fast a token may ask: `burst` questions at once, and `rate` more each second."""

    def __init__(self, burst: int, rate: float) -> None:
        self._buckets = Buckets(burst, rate)
        self._rate = rate
        self._policy = f'"token";q={burst};w={math.ceil(burst / rate)}'

    def take(self, token: str) -> dict[str, str]:
        """Count a question; what headers say of the pace. Raises `TooMany`."""
        left = self._buckets.left(token)
        if left < 1:
            raise TooMany(math.ceil((1 - left) / self._rate))
        self._buckets.take(token)
        wait = math.ceil(max(0, 1 - self._buckets.left(token)) / self._rate)
        limit = f'"token";r={math.floor(left - 1)};t={wait}'
        return {"RateLimit": limit, "RateLimit-Policy": self._policy}


class Tries:
    """Tries at a secret: counted for where they come from, and for what they are about."""

    def __init__(
        self, size: float, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._buckets = Buckets(size, rate, clock)

    def take(self, *names: str) -> None:
        """Count a try before it is looked at, so that many at once count too; raises `Busy`."""
        if not all(map(self._buckets.has, names)):
            raise Busy
        for name in names:
            self._buckets.take(name)

    def succeed(self, *names: str) -> None:
        """What was right does not count."""
        for name in names:
            self._buckets.give_back(name)


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
