"""The pages of a stage at an address that a browser can open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from entrypoints.web.server import listen, serving
from tests.entrypoints.web.stage import ADDRESS, Stage


class Street:
    """The pages of a stage at an address."""

    def __init__(self, stage: Stage, port: int) -> None:
        self.stage = stage
        self.port = port

    def at(self, path: str) -> str:
        """The whole address of a link."""
        return f"http://127.0.0.1:{self.port}{path.removeprefix(ADDRESS)}"


@asynccontextmanager
async def street(stage: Stage) -> AsyncIterator[Street]:
    """Open a record for the stage, and serve its pages."""
    with stage.opened_for_visitors() as app:
        door = listen("127.0.0.1", 0)
        async with serving(app, door):
            yield Street(stage, door.getsockname()[1])
