"""What stands before the pages: new connections go in turn to whoever says that it is ready.

Nothing is repeated and nothing is held back, so that a visitor meets every failure there is.
"""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from entrypoints.settings import Settings
from tests.ports import HOST

LOOKS_EVERY = 1.0  # seconds
MISSED = 2
"""So often in a row must one not be ready; both together take less than the pages take to part."""


class Balancer:
    """Knows who serves; `refused` counts visitors for whom there was nobody."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.refused = 0
        self._http = http
        self._missed: dict[int, int] = {}
        self._turn = itertools.count()

    async def join(self, port: int) -> None:
        """Let somebody serve from the moment at which it is ready."""
        while not await self.finds_ready(port):  # noqa: ASYNC110  it asks
            await asyncio.sleep(LOOKS_EVERY / 10)
        self._missed[port] = 0

    async def looks(self) -> None:
        """Look at all of them, for ever; who is gone is forgotten."""
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            await asyncio.gather(*map(self.look, list(self._missed)))

    async def look(self, port: int) -> None:
        """Look at one."""
        self._missed[port] = 0 if await self.finds_ready(port) else self._missed[port] + 1
        if self._missed[port] >= MISSED:
            del self._missed[port]

    async def finds_ready(self, port: int) -> bool:
        """Ask as a readiness probe does."""
        try:
            return (await self._http.get(f"http://{HOST}:{port}/ready")).is_success
        except httpx.HTTPError:
            return False

    async def visitor(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes between a visitor and whoever's turn it is, until one of them hangs up."""
        serving = sorted(self._missed)
        try:
            port = serving[next(self._turn) % len(serving)]
            there, back = await asyncio.open_connection(HOST, port)
        except (ZeroDivisionError, OSError):
            self.refused += 1
            writer.close()
            return
        async with asyncio.TaskGroup() as both:
            both.create_task(carry(reader, back))
            both.create_task(carry(there, writer))


async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Bytes from one to the other; the end is passed on as well."""
    with contextlib.suppress(OSError):
        while some := await source.read(65536):
            sink.write(some)
            await sink.drain()
    with contextlib.suppress(OSError):
        sink.close()


@asynccontextmanager
async def balancing(settings: Settings) -> AsyncIterator[Balancer]:
    """A balancer where the links of mails lead."""
    async with httpx.AsyncClient(timeout=2 * LOOKS_EVERY, trust_env=False) as http:
        balancer = Balancer(http)
        port = httpx.URL(settings.public_url).port
        server = await asyncio.start_server(balancer.visitor, HOST, port)
        looking = asyncio.create_task(balancer.looks())
        try:
            async with server:
                yield balancer
                server.close()
        finally:
            looking.cancel()
