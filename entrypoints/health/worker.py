"""How a worker is: asked at an address of its own, and told as metrics."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

from temporalio.worker import Worker

from entrypoints.health.model import Health
from entrypoints.health.pollers import Pollers
from entrypoints.settings import Settings


@dataclass(frozen=True)
class Alive:
    """Whether each worker has begun and not ended, and asks for work as far as that is seen."""

    workers: Sequence[Worker]
    pollers: Pollers

    async def __call__(self) -> bool:
        """Look."""
        running = all(worker.is_running for worker in self.workers)
        return running and await self.pollers.alive()


def telling(settings: Settings, health: Health) -> AbstractAsyncContextManager[None]:
    """Answer at the address of the settings, if there is one."""
    if settings.health_address is None:
        return nullcontext()
    return _serving(settings.health_address, health)


@asynccontextmanager
async def _serving(address: str, health: Health) -> AsyncIterator[None]:
    from starlette.applications import Starlette  # noqa: PLC0415  only who is asked loads a server
    from starlette.routing import Route  # noqa: PLC0415

    from entrypoints.health.pages import live, ready  # noqa: PLC0415
    from entrypoints.web.server import listen, serving  # noqa: PLC0415

    host, _, port = address.rpartition(":")
    app = Starlette(routes=[Route("/live", live(health)), Route("/ready", ready(health))])
    door = listen(host.strip("[]"), int(port), "TANDEM_HEALTH_ADDRESS")
    try:
        async with serving(app, door):
            yield
    finally:
        door.close()
