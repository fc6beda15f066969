"""Whatever goes to a real Temporal server is encrypted, and old keys stay good for reading."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    Interceptor,
    Replayer,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from adapters.keys.ring import KeyRing, new_key
from adapters.temporal.checkup import failing
from adapters.temporal.codec import Cipher
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.temporal.payloads import in_clear, keys_used
from entrypoints.engine import connect_to, data_converter
from entrypoints.settings import Settings, load

SPRING, AUTUMN, STRANGE = new_key("spring"), new_key("autumn"), new_key("strange")
SECRET = "Ann Ito sleeps badly since the reorganisation"
T = TypeVar("T")
SOON = timedelta(seconds=20)
DONE = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


@workflow.defn(name="Confiding", sandboxed=False)
class Confiding:
    """Is told a secret, hands it on in every way there is, and ends as it is told."""

    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self, secret: str) -> str:
        """Show the secret, hand it to an activity that fails once, and wait."""
        workflow.set_current_details(secret)
        await workflow.execute_activity(
            keep,
            secret,
            start_to_close_timeout=SOON,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
            summary=secret,
        )
        await workflow.wait_condition(lambda: bool(self.told))
        if self.told == "break":
            raise ApplicationError(secret, secret, type="too_much")
        return self.told

    @workflow.update
    def tell(self, more: str) -> str:
        """Take it in."""
        self.told = more
        return more


@activity.defn
async def keep(secret: str) -> str:
    """Fail with the secret in the error, then give it back."""
    if activity.info().attempt == 1:
        activity.heartbeat(secret)
        raise ApplicationError(secret, secret)
    return secret


class Baggage(Interceptor):
    """Puts the secret into a header of each activity, as tracing does with its baggage."""

    def workflow_interceptor_class(
        self, _: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(_Carrying(outbound))

        return Inbound


class _Carrying(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:  # noqa: A002  the SDK calls it so
        (header,) = workflow.payload_converter().to_payloads([SECRET])
        input.headers = {**input.headers, "baggage": header}
        return self.next.start_activity(input)


class Place:
    """A server, and clients and workers with keys of their own."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self.queue = f"confiding-{uuid.uuid4()}"

    def settings(self, *keys: str) -> Settings:
        return load(data_dir=self.folder, keys=" ".join(keys))

    async def client(self, *keys: str) -> Client:
        return await connect_to(self.settings(*keys), self.address)

    def worker(self, client: Client) -> Worker:
        return Worker(
            client,
            task_queue=self.queue,
            workflows=[Confiding],
            activities=[keep],
            interceptors=[Baggage()],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=0,  # each task is a replay
        )

    async def start(self, client: Client) -> WorkflowHandle[Confiding, str]:
        return await client.start_workflow(
            Confiding.run,
            SECRET,
            id=f"confiding-{uuid.uuid4()}",
            task_queue=self.queue,
            task_timeout=timedelta(seconds=5),
            memo={"secret": SECRET},
            static_summary=SECRET,
            static_details=SECRET,
        )


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DevServer]:
    async with DevServer(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture
def place(server: DevServer, tmp_path: Path) -> Place:
    return Place(server.address, tmp_path)


async def seen_by_temporal(client: Client, handle: WorkflowHandle[Any, Any]) -> bytes:
    """All that the server gives away of a workflow, as it is there."""
    asked = DescribeWorkflowExecutionRequest(namespace=client.namespace)
    asked.execution.workflow_id = handle.id
    described = await client.workflow_service.describe_workflow_execution(asked)
    events = (await handle.fetch_history()).events
    return b"".join(one.SerializeToString() for one in [described, *events])


async def test_temporal_gets_nothing_in_clear_by_any_way(place: Place) -> None:
    client = await place.client(SPRING)
    async with place.worker(client):
        handle = await place.start(client)
        assert await handle.execute_update(Confiding.tell, "break") == "break"
        with pytest.raises(WorkflowFailureError) as failure:
            await handle.result()

    assert isinstance(failure.value.cause, ApplicationError)
    assert (failure.value.cause.message, failure.value.cause.type) == (SECRET, "too_much")
    assert SECRET.encode() not in await seen_by_temporal(client, handle)
    history = in_clear(await handle.fetch_history(), Cipher(KeyRing.read(SPRING)))
    assert b"".join(e.SerializeToString() for e in history.events).count(SECRET.encode()) > 8


async def test_a_workflow_that_began_before_there_were_keys_goes_on(place: Place) -> None:
    handle = await place.start(await connect(place.address))
    client = await place.client(SPRING)

    async with place.worker(client):
        told = client.get_workflow_handle_for(Confiding.run, handle.id)
        await told.execute_update(Confiding.tell, "enough")
        assert await told.result() == "enough"


async def test_a_workflow_lives_through_a_change_of_keys(place: Place) -> None:
    before, after = await place.client(SPRING), await place.client(AUTUMN, SPRING)
    async with place.worker(before):
        handle = await place.start(before)
        await until(lambda: settled(handle))
    async with place.worker(after):
        again = after.get_workflow_handle_for(Confiding.run, handle.id)
        await again.execute_update(Confiding.tell, "enough")
        assert await again.result() == "enough"

    used = await keys_used(after, f'WorkflowId="{handle.id}"')
    assert used == {"spring": 1, "autumn": 1}
    replayer = Replayer(
        workflows=[Confiding],
        data_converter=data_converter(place.settings(AUTUMN, SPRING)),
        workflow_runner=UnsandboxedWorkflowRunner(),
        interceptors=[Baggage()],
    )
    await replayer.replay_workflow(await handle.fetch_history())


async def test_a_worker_without_the_key_ends_nothing_and_is_named(place: Place) -> None:
    right, wrong = await place.client(SPRING), await place.client(STRANGE)
    handle = await place.start(right)
    async with place.worker(wrong):
        named = await until(lambda: complaint(right, handle))
    assert "'strange' is not on the ring" in named

    async with place.worker(right):
        await until(lambda: settled(handle))
        await handle.execute_update(Confiding.tell, "enough")
        assert await handle.result() == "enough"


async def settled(handle: WorkflowHandle[Any, Any]) -> bool:
    """Tell whether the activity is done, and the worker at rest."""
    return (await handle.fetch_history()).events[-1].event_type == DONE


async def complaint(client: Client, handle: WorkflowHandle[Any, Any]) -> str:
    """What is told of a workflow that can't go on."""
    return dict(await failing(client)).get(handle.id, "")


async def until(look: Callable[[], Awaitable[T]]) -> T:
    """Look until there is something to see, and not for long."""
    for _ in range(400):
        if found := await look():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("nothing came")
