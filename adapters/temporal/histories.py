"""What a workflow once did, told by its own histories: each run is replayed and listened to."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    StartLocalActivityInput,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from domain.errors import TandemError

Heard = Callable[[str, Any, Any], None]
"""Hears of each activity that succeeded: its name, what it was asked, what it answered."""

MOST_RUNS = 1000


class HistoryUnreadable(TandemError):
    """The histories of a workflow can't be replayed."""

    code = "history_unreadable"


async def listen(
    client: Client,
    workflow_id: str,
    workflow: type,
    far_enough: Callable[[Any], bool],
    heard: Heard,
) -> None:
    """Replay the last runs of a workflow, oldest first, and tell of every activity in them.

    `far_enough` is asked of the input of a run whether the runs before it are not needed. Raises
    `HistoryUnreadable` where one has been forgotten, or was written by other code.
    """
    histories = await _runs(client, workflow_id, far_enough)
    replayer = Replayer(
        workflows=[workflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
        data_converter=client.data_converter,
        interceptors=[_Listening(heard)],
        namespace=client.namespace,
        header_codec_behavior=client.config()["header_codec_behavior"],
    )
    for history in histories:
        try:
            await replayer.replay_workflow(history)
        except Exception as problem:
            raise HistoryUnreadable(f"{workflow_id} can't be replayed: {problem}") from problem


async def _runs(
    client: Client, workflow_id: str, far_enough: Callable[[Any], bool]
) -> list[WorkflowHistory]:
    """The histories that are needed, oldest first."""
    run = (await client.get_workflow_handle(workflow_id).describe()).run_id
    found: list[WorkflowHistory] = []
    while run and len(found) < MOST_RUNS:
        try:
            history = await client.get_workflow_handle(workflow_id, run_id=run).fetch_history()
        except RPCError as error:
            if error.status != RPCStatusCode.NOT_FOUND:
                raise
            raise HistoryUnreadable(f"A run of {workflow_id} was deleted.") from error
        found.insert(0, history)
        first = history.events[0]
        if first.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
            raise HistoryUnreadable(f"{workflow_id} has a run without a beginning.")
        started = first.workflow_execution_started_event_attributes
        (begin,) = await client.data_converter.decode(started.input.payloads)
        if far_enough(begin):
            return found
        run = started.continued_execution_run_id
    raise HistoryUnreadable(f"Of {workflow_id}, no run is left that begins early enough.")


class _Listening(Interceptor):
    """Puts an ear to each workflow of a replayer."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def workflow_interceptor_class(
        self, _: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor]:
        heard = self._heard

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(_Ear(outbound, heard))

        return Inbound


class _Ear(WorkflowOutboundInterceptor):
    """Hears what became of each activity."""

    def __init__(self, following: WorkflowOutboundInterceptor, heard: Heard) -> None:
        super().__init__(following)
        self._heard = heard

    def start_activity(self, input: StartActivityInput) -> Any:  # noqa: A002
        return self._listen(input.activity, input.args, self.next.start_activity(input))

    def start_local_activity(self, input: StartLocalActivityInput) -> Any:  # noqa: A002
        return self._listen(input.activity, input.args, self.next.start_local_activity(input))

    def _listen(self, name: str, args: Sequence[Any], task: "asyncio.Task[Any]") -> Any:
        def done(ended: "asyncio.Task[Any]") -> None:
            if not ended.cancelled() and ended.exception() is None:
                self._heard(name, args[0], ended.result())

        task.add_done_callback(done)
        return task
