"""The workflows of subscriptions, on a real server: called, started and brought back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from activities.contracts import SendEvent
from adapters.temporal.webhooks import webhook_workflow
from adapters.webhooks.fake import FakeWebhookSender
from adapters.webhooks.standard import Signer
from domain.webhooks.model import Webhook
from entrypoints.bootstrap import Store, open_store
from entrypoints.recovering_webhooks import recover_webhooks
from entrypoints.settings import Settings
from entrypoints.webhook_runs import TemporalWebhookRuns
from entrypoints.workers import make_webhook_worker
from tests.adapters.store.recorded import record
from tests.domain.mentorship.lives import a_full_life
from tests.domain.webhooks.samples import webhook
from tests.entrypoints.lost import eventually, lost_engine

QUEUE = "hooks"


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Settings(data_dir=tmp_path)) as store:
        yield store


@asynccontextmanager
async def working(client: Client, store: Store) -> AsyncIterator[FakeWebhookSender]:
    """A worker of webhooks with a receiver in memory."""
    sender = FakeWebhookSender(Signer("a secret of this installation"))
    async with make_webhook_worker(client, QUEUE, store, sender):
        yield sender


def subscribe(store: Store) -> Webhook:
    one = webhook(id=uuid4().hex[:12])
    store.webhooks.add(one)
    return one


async def status(client: Client, one: Webhook) -> WorkflowExecutionStatus | None:
    return (await client.get_workflow_handle(webhook_workflow(one.id)).describe()).status


async def test_a_call_starts_what_is_missing_and_wakes_what_is_there(
    client: Client, store: Store
) -> None:
    one, runs = subscribe(store), TemporalWebhookRuns(client, QUEUE)
    record(store.events, "pair-1", a_full_life())
    async with working(client, store) as sender:
        await runs.call(one)

        async def all_there() -> bool:
            return store.webhooks.get(one.id).progress.position == store.webhooks.newest()

        await eventually(all_there)
        assert len(sender.got) == store.webhooks.newest()
        await runs.call(one)
        assert await status(client, one) == WorkflowExecutionStatus.RUNNING

        store.webhooks.remove(one.id)
        await runs.call_last(one.id)

        async def ended() -> bool:
            return await status(client, one) == WorkflowExecutionStatus.COMPLETED

        await eventually(ended)
        await runs.call_last(one.id)
        await runs.call_last("never-there")


async def test_one_event_is_sent_even_where_the_workflow_is_missing(
    client: Client, store: Store
) -> None:
    one, runs = subscribe(store), TemporalWebhookRuns(client, QUEUE)
    async with working(client, store) as sender:
        sent = await runs.send(one, SendEvent(webhook=one.id, key="t1"))

    assert (sent.taken, sent.says) == (True, "200 OK")
    assert len(sender.got) == 1


async def test_what_the_engine_has_lost_goes_on_from_where_it_was(
    client: Client, store: Store
) -> None:
    lost, there = subscribe(store), subscribe(store)
    await TemporalWebhookRuns(client, QUEUE).call(there)

    looked = await recover_webhooks(client, QUEUE, store.webhooks, dry=True)
    done = await recover_webhooks(client, QUEUE, store.webhooks, dry=False)
    again = await recover_webhooks(client, QUEUE, store.webhooks, dry=False)

    found = {fate.id: (fate.found, fate.did) for fate in looked}
    assert found == {lost.id: ("missing", ""), there.id: ("running", "")}
    assert {fate.id: fate.did for fate in done} == {lost.id: "restarted", there.id: ""}
    assert [fate.found for fate in again] == ["running", "running"]
    assert await status(client, lost) == WorkflowExecutionStatus.RUNNING
    for one in (lost, there):
        await client.get_workflow_handle(webhook_workflow(one.id)).terminate()
