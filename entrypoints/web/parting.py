"""How the pages go without anybody noticing: first no new visitors, then no visitors, then gone.

A balancer needs a moment to see that we are not ready. Whoever comes until then is answered, and
told to come back by another connection: one that is closed by us while a request is on its way is
an error that nobody may repeat.
"""

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from entrypoints.health.model import Health

MOMENT = 6.0
"""Seconds in which a balancer surely looks: twice in a row, in our own deployments."""


class Parting:
    """Closes each connection behind its answer once we are about to stop."""

    def __init__(self, app: ASGIApp, health: Health) -> None:
        self._app = app
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def parting(message: Message) -> None:
            if message["type"] == "http.response.start" and self._health.stopping:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive, parting)


async def part(health: Health, moment: float = MOMENT) -> None:
    """Say that we are about to stop, and give everybody time to hear it."""
    health.stop()
    await asyncio.sleep(moment)
