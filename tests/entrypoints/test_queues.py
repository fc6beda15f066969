"""Every side of every task queue has its worker, whichever way the roles are shared out."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.mail.fake import FakeMailer
from adapters.temporal.checkup import workers
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.webhooks.fake import FakeWebhookSender
from adapters.webhooks.standard import Signer
from entrypoints.bootstrap import open_store
from entrypoints.queues import Queue, Role, queues
from entrypoints.settings import load
from entrypoints.workers import CantWork, Crew, Post, make_webhook_worker, make_worker

NOBODY: dict[Role, set[str]] = {
    "all": set(),
    "workflows": {"activities"},
    "activities": {"workflows"},
}


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DevServer]:
    async with DevServer(tmp_path_factory.mktemp("engine")) as found:
        yield found


@pytest.mark.parametrize("role", NOBODY)
async def test_a_role_serves_its_side_of_every_queue(
    role: Role, server: DevServer, tmp_path: Path
) -> None:
    name = f"tandem-{uuid.uuid4()}"
    client = await connect(server.address)
    with open_store(load(data_dir=tmp_path)) as store:
        sender = FakeWebhookSender(Signer("a secret of tests"))
        pairs = make_worker(client, name, store, Post(FakeMailer(), str), role=role)
        hooks = make_webhook_worker(client, name, store, sender, role=role)
        async with Crew(*pairs.workers, hooks):
            served = await looked_at(client, name, NOBODY[role])

    assert len(served) == 5
    assert {side.kind for side, found in served.items() if not found} == NOBODY[role]


async def test_workers_that_get_no_work_end_and_say_why(server: DevServer, tmp_path: Path) -> None:
    client = await connect(server.address, "elsewhere")
    with open_store(load(data_dir=tmp_path)) as store:
        pairs = make_worker(client, "tandem", store, Post(FakeMailer(), str))
        hooks = make_webhook_worker(client, "tandem", store, None)
        with pytest.raises(CantWork, match="elsewhere"):
            async with Crew(*pairs.workers, hooks):
                await asyncio.Event().wait()


async def looked_at(client: Client, name: str, idle: set[str]) -> dict[Queue, int]:
    """How many workers ask each side, once those have come that should."""
    for _ in range(100):
        served = {side: await workers(client, side.name, side.kind) for side in queues(name)}
        if all(found or side.kind in idle for side, found in served.items()):
            break
        await asyncio.sleep(0.1)
    return served
