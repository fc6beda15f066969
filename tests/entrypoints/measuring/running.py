"""A worker and the pages in this process, with everything that is measured of them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from temporalio.runtime import Runtime

from adapters.files.cohort_files import read_cohort
from adapters.keys.ring import new_key
from adapters.mail.catcher import MailCatcher
from adapters.temporal.dev_server import DevServer
from entrypoints.bootstrap import Store
from entrypoints.engine import connect_to
from entrypoints.health import model
from entrypoints.launching import Launching, Roster
from entrypoints.measuring import watching
from entrypoints.measuring.exporter import export
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings, load
from entrypoints.web.app import create_app
from entrypoints.web.server import listen, serving
from entrypoints.web.wiring import make_parts
from entrypoints.working import places, search_attributes, working
from tests.entrypoints.cli.records import FILES

PATIENCE = 60.0  # seconds
COHORT = "spring"


@dataclass(frozen=True)
class Running:
    """The parts that a test may disturb, and how all of it is looked at."""

    settings: Settings
    server: DevServer
    store: Store
    pages: str
    browser: httpx.AsyncClient

    async def scrape(self) -> dict[str, list[Sample]]:
        """What Prometheus would read, by the names of samples."""
        told = await self.browser.get(f"http://{self.settings.metrics_address}/metrics")
        found: dict[str, list[Sample]] = {}
        for family in text_string_to_metric_families(told.text):
            for sample in family.samples:
                found.setdefault(sample.name, []).append(sample)
        return found

    async def worker(self, path: str) -> httpx.Response:
        """Ask the worker how it is."""
        return await self.browser.get(f"http://{self.settings.health_address}{path}")

    async def web(self, path: str) -> httpx.Response:
        """Ask the pages."""
        return await self.browser.get(f"{self.pages}{path}")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    """Run them on a server of their own, with a cohort that has just been launched."""
    default = Runtime.default()
    async with AsyncExitStack() as parts:
        patched = parts.enter_context(pytest.MonkeyPatch.context())
        patched.setattr(watching, "OFTEN", 1.0)
        patched.setattr(model, "PATIENCE", 1.0)
        server = DevServer(folder, search_attributes=search_attributes())
        await parts.enter_async_context(server)
        key_ring(load(data_dir=folder))  # made for the worker and the pages
        post = parts.enter_context(MailCatcher(folder / "mail"))
        settings = load(
            data_dir=folder,
            keys=new_key(),
            temporal_address=server.address,
            smtp_host=post.host,
            smtp_port=post.port,
            metrics_address=free_address(),
            health_address=free_address(),
        )
        export(settings)
        parts.callback(Runtime.set_default, default, error_if_already_set=False)
        store = await parts.enter_async_context(working(settings, places(settings)))
        client = await connect_to(settings, server.address)
        door = parts.enter_context(closing(listen("127.0.0.1", 0)))
        app = create_app(make_parts(settings, store, client))
        await parts.enter_async_context(serving(app, door))
        browser = await parts.enter_async_context(httpx.AsyncClient(timeout=PATIENCE))
        pages = "http://{}:{}".format(*door.getsockname())
        program, people, pairs = (Path(path) for path in FILES[1::2])
        files = read_cohort(program, people, pairs, COHORT)
        launching = Launching(client, settings.task_queue, store.cohorts, store.board)
        await launching.launch(COHORT, Roster(files.program, files.people, files.pairs))
        yield Running(settings, server, store, pages, browser)


def free_address() -> str:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{held.getsockname()[1]}"


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110  what is waited for is in no loop of ours
            await asyncio.sleep(0.2)
