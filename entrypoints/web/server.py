"""Serves the application; it lives and ends within the process that holds it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

from domain.errors import TandemError
from entrypoints.web.numbered import Numbered

STARTING = 10.0  # seconds
GRACE = 20  # seconds that an answer under way gets; a page waits 15 for a mentorship's


class PortTaken(TandemError):
    """Something else listens on this port already."""

    code = "port_taken"


class WebDidNotStart(TandemError):
    """The web server did not start; the log says why."""

    code = "web_did_not_start"


class QuietServer(uvicorn.Server):
    """Leaves signals to the process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listen(host: str, port: int, named: str = "--port") -> socket.socket:
    """Take a port, or any free one where it is 0; raises `PortTaken`.

    `named` is where another one is chosen.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves its small packets to wait for each other: 40 ms a page.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen()  # else two that start at once could both think that the port is theirs
    except OSError as error:
        taken.close()
        raise PortTaken(
            f"Port {port} of {host} can't be used: {error.strerror}."
            f" Choose another one with {named}."
        ) from error
    return taken


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp, door: socket.socket, proxies: Sequence[str] = ()
) -> AsyncIterator[None]:
    """Answer requests at this door for as long as this lasts.

    `proxies` are believed when they say for whom they ask and by what id, nobody else is. The
    addresses of requests hold personal links, so none is logged.
    """
    config = uvicorn.Config(
        Numbered(app, trusting=bool(proxies)),
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=GRACE,
    )
    server = QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[door]))
    try:
        await _until_started(server, task)
        yield
    finally:
        server.should_exit = True
        await task
        door.close()


async def _until_started(server: uvicorn.Server, task: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(STARTING):
        while not server.started:
            if task.done():
                raise WebDidNotStart
            await asyncio.sleep(0.01)
