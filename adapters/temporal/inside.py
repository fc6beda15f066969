"""One workflow from inside: what it waits for, its runs, timers and activities under way."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionDescription
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.visibility import listed, quoted
from domain.errors import TandemError
from domain.model import Model

DETAILS = "__temporal_workflow_metadata"
PATIENCE = timedelta(seconds=5)


class Attempt(Model):
    """Work under way: what it is, which attempt, when the next one is, how the last one failed."""

    what: str
    state: str
    attempt: int
    next_at: datetime | None = None
    failure: str = ""


class Timer(Model):
    """A timer of a workflow, and the real moment at which it rings."""

    id: str
    rings: datetime


class Run(Model):
    """One run of a workflow; one that goes on as a new run has ended as `continued_as_new`."""

    run: str
    status: str
    started: datetime
    ended: datetime | None
    events: int


async def details(client: Client, workflow: str) -> str:
    """What it says of itself; a worker must be there to answer. Raises whatever hinders it."""
    handle = client.get_workflow_handle(workflow)
    said: WorkflowMetadata = await handle.query(
        DETAILS, result_type=WorkflowMetadata, rpc_timeout=PATIENCE
    )
    return said.current_details


async def described(client: Client, workflow: str) -> WorkflowExecutionDescription | None:
    """Its newest run; None where the engine knows no such workflow."""
    try:
        return await client.get_workflow_handle(workflow).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise


async def runs(client: Client, newest: WorkflowExecutionDescription, limit: int) -> list[Run]:
    """Its runs, the newest first; the list itself does not know how long the newest one is."""
    found = [newest, *[one async for one in listed(client, _all_runs(newest), limit)]]
    return [_run(one) for one in {one.run_id: one for one in reversed(found)}.values()][::-1]


async def under_way(client: Client, found: WorkflowExecutionDescription) -> list[Attempt]:
    """Activities that are scheduled or run, and a workflow task that is tried again."""
    raw = found.raw_description
    work = [await _attempt(client, one) for one in raw.pending_activities]
    task = raw.pending_workflow_task
    if task.attempt > 1:
        work.append(Attempt(what="its own code", state="tried again", attempt=task.attempt))
    return work


async def timers(client: Client, workflow: str, run: str) -> list[Timer]:
    """The timers that have not rung yet."""
    history = await client.get_workflow_handle(workflow, run_id=run).fetch_history()
    running: dict[int, Timer] = {}
    for event in history.events:
        if event.HasField("timer_started_event_attributes"):
            running[event.event_id] = _timer(event)
        elif event.HasField("timer_fired_event_attributes"):
            running.pop(event.timer_fired_event_attributes.started_event_id, None)
        elif event.HasField("timer_canceled_event_attributes"):
            running.pop(event.timer_canceled_event_attributes.started_event_id, None)
    return list(running.values())


def build(found: WorkflowExecutionDescription) -> str:
    """Which build of the workers works on it: DEPLOYMENT:BUILD, or the build alone."""
    info = found.raw_info
    version = info.versioning_info.deployment_version
    if version.build_id:
        return f"{version.deployment_name}:{version.build_id}"
    return info.most_recent_worker_version_stamp.build_id


async def words_of(client: Client, failure: Failure) -> str:
    """What a failure says; where whoever failed has keys that are not here, it says that."""
    try:
        return str(await client.data_converter.decode_failure(failure))
    except TandemError as problem:
        return str(problem)


def _all_runs(newest: WorkflowExecution) -> str:
    return f"WorkflowId = {quoted(newest.id)}"


def _run(found: WorkflowExecution) -> Run:
    return Run(
        run=found.run_id,
        status=found.status.name.lower() if found.status else "unknown",
        started=found.start_time,
        ended=found.close_time,
        events=found.history_length,
    )


async def _attempt(client: Client, one: PendingActivityInfo) -> Attempt:
    state = PendingActivityState.Name(one.state).removeprefix("PENDING_ACTIVITY_STATE_")
    waits = one.HasField("next_attempt_schedule_time")
    failure = ""
    if one.HasField("last_failure"):
        failure = await words_of(client, one.last_failure)
    return Attempt(
        what=one.activity_type.name,
        state=state.lower().replace("_", " "),
        attempt=one.attempt,
        next_at=one.next_attempt_schedule_time.ToDatetime(UTC) if waits else None,
        failure=" ".join(failure.split()),
    )


def _timer(event: HistoryEvent) -> Timer:
    started = event.timer_started_event_attributes
    length = started.start_to_fire_timeout.ToTimedelta()
    return Timer(id=started.timer_id, rings=event.event_time.ToDatetime(UTC) + length)
