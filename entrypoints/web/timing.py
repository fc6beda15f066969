"""How long answers take: by the area of the address, never by the address itself."""

import time
from collections.abc import Mapping
from datetime import timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrypoints.measuring.meters import Meters
from entrypoints.web.policy import API, CONSOLE, OPEN, PARTICIPANTS, STAFF, Policy

METHODS = frozenset({"GET", "HEAD", "POST", "DELETE"})
ELSEWHERE, OTHER = "elsewhere", "OTHER"
FAILED = 500

_TABLES: Mapping[str, Policy] = {
    "open": OPEN,
    "participants": PARTICIPANTS,
    "staff": STAFF,
    "console": CONSOLE,
    "api": API,
}


def _first(path: str) -> str:
    return path[1:].partition("/")[0]


AREAS = {_first(path): area for area, table in _TABLES.items() for _, path in table} | {
    "static": "static",
    **dict.fromkeys(("healthz", "live", "ready"), "health"),
}
"""The area of an address by its first part; whatever has none is `elsewhere`."""


class Timing:
    """Measures each answer until its last byte is handed over."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how long it took."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), FAILED

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            took = timedelta(seconds=time.perf_counter() - begun)
            self._meters.http.record(took, labels(scope["path"], scope["method"], status))


def labels(path: str, method: str, status: int) -> dict[str, str]:
    """What is told of a request."""
    return {
        "area": AREAS.get(_first(path), ELSEWHERE),
        "method": method if method in METHODS else OTHER,
        "status": str(status),
    }
