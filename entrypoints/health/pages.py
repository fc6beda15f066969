"""The two answers of a process: whether it is alive, and whether work may come to it.

They tell the names of checks and no more, for anybody may ask; the log and the doctor say why.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from entrypoints.health.model import Health

Page = Callable[[Request], Awaitable[Response]]
WELL, AWAY = 200, 503


def live(health: Health) -> Page:
    """Who gets no answer, or a no, should start this process anew."""

    async def page(_: Request) -> Response:
        alive = await health.alive()
        return JSONResponse({"alive": alive}, WELL if alive else AWAY)

    return page


def ready(health: Health) -> Page:
    """Who gets a no should send work elsewhere and ask again."""

    async def page(_: Request) -> Response:
        may, answers = await health.ready()
        told = {"ready": may, "stopping": health.stopping, "checks": dict(answers)}
        return JSONResponse(told, WELL if may else AWAY)

    return page
