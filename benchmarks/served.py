"""The pages of an installation in a process of their own, and somebody who opens them."""

import asyncio
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from time import perf_counter
from typing import NamedTuple

import httpx
from temporalio.client import Client

from entrypoints.bootstrap import Store, open_store
from entrypoints.demo.guide import invite
from entrypoints.settings import Settings
from entrypoints.web.app import create_app
from entrypoints.web.server import listen, serving
from entrypoints.web.wiring import make_parts
from tests.entrypoints.web.visitor import PASSWORD, forms

PATIENCE = 60  # seconds
NOWHERE = "127.0.0.1:1"  # these pages only read, and never ask the engine


class Timed(NamedTuple):
    """How long a page took, and what came."""

    seconds: float
    answer: httpx.Response


class Desk:
    """Somebody of the staff who has signed in, and opens pages one after another."""

    def __init__(self, address: str, store: Store) -> None:
        self.address = address
        self.client = httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=True)
        link = invite(store.staff, datetime.now(UTC)) or ""
        (form,) = forms(self.client.get(link).text)
        self.client.post(form.action, data={**form.fields, "password": PASSWORD})

    def opens(self, path: str) -> Timed:
        """Open a page that must be there."""
        start = perf_counter()
        answer = self.client.get(path)
        seconds = perf_counter() - start
        answer.raise_for_status()
        return Timed(seconds, answer)


@contextmanager
def pages_of(settings: Settings, store: Store) -> Iterator[Desk]:
    """Serve the pages, and sign in."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(settings, theirs), daemon=True)
    process.start()
    try:
        assert ours.poll(PATIENCE), "the pages did not start"
        desk = Desk(ours.recv(), store)
        yield desk
        desk.client.close()
    finally:
        process.terminate()
        process.join()


def serve(settings: Settings, told: Connection) -> None:
    """Serve pages until SIGTERM; say where."""
    asyncio.run(stay(settings, told))


async def stay(settings: Settings, told: Connection) -> None:
    """The same within a loop."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    door = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    settings = settings.model_copy(update={"public_url": address})
    client = await Client.connect(NOWHERE, lazy=True)
    with open_store(settings) as store:
        async with serving(create_app(make_parts(settings, store, client)), door):
            told.send(address)
            await stop.wait()
