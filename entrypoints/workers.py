"""Who works on which task queue: the workers of a role, begun and ended as one."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.cohorts import CohortActivities
from activities.contracts import mail_queue
from activities.messages import MessageActivities
from activities.record import RecordActivities
from activities.turns import TurnActivities
from activities.webhooks import WebhookActivities
from adapters.store.export import body
from adapters.temporal.launcher import TemporalLauncher
from adapters.temporal.webhooks import webhook_queue
from domain.errors import TandemError
from domain.ports import Mailer, MailPace
from domain.webhooks.model import MOST
from domain.webhooks.ports import WebhookSender
from entrypoints.bootstrap import Store
from entrypoints.correlating import Correlating
from entrypoints.queues import Role
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow
from workflows.webhook import WebhookWorkflow

STICKY = timedelta(seconds=2)
"""How long a pair's next task waits for the worker that knows it, before any other may take it."""
CODE = (MentorshipWorkflow, CohortWorkflow)


class CantWork(TandemError):
    """Temporal lets a worker do no work, and will not by itself."""

    code = "cant_work"


class Crew:
    """Workers that begin and end as one; when told to stop, none waits for another to be done.

    Where one fails for good, whatever is done with them is ended, and they raise `CantWork`.
    """

    def __init__(self, *workers: Worker) -> None:
        self.workers = workers
        self._runs: list[asyncio.Task[None]] = []
        self._within: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> Self:
        self._within = asyncio.current_task()
        self._runs = [asyncio.create_task(worker.run()) for worker in self.workers]
        for run in self._runs:
            run.add_done_callback(self._stop)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._within = None
        await asyncio.gather(*(worker.shutdown() for worker in self.workers))
        ends = await asyncio.gather(*self._runs, return_exceptions=True)
        problem = next((end for end in ends if isinstance(end, Exception)), None)
        if problem and kind is asyncio.CancelledError:
            raise CantWork(f"Temporal lets this worker do no work: {problem}") from problem

    def _stop(self, run: asyncio.Task[None]) -> None:
        """Once only: what fails for one of them fails for the others in the same moment."""
        if self._within and not run.cancelled() and run.exception():
            self._within.cancel()
            self._within = None


def sandbox() -> SandboxedWorkflowRunner:
    """How workflow code runs in tests and replays: calls of clocks and chance are forbidden.

    All modules are passed through: our own, or pydantic would see two classes of the same name,
    and the rest for speed.
    """
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_all_modules()
    )


@dataclass(frozen=True)
class Post:
    """How messages leave; `message_id` names the mail of a letter."""

    mailer: Mailer
    message_id: Callable[[str], str]
    pace: MailPace | None = None


def make_worker(
    client: Client,
    task_queue: str,
    store: Store,
    post: Post | None,
    *,
    role: Role = "all",
    code: Sequence[type] = CODE,
    **options: Any,
) -> Crew:
    """The workers of all mentorships and cohorts; without a post, they only wait and decide."""
    record = RecordActivities(store.events)
    cohorts = CohortActivities(store.cohorts, store.board, TemporalLauncher(client, task_queue))
    mail = _mail(record, store, post) if post and role != "workflows" else []
    # What an earlier release has put on the queue of the workflows is still fetched from there.
    beside = [record.catch_up, cohorts.launch_pairs, cohorts.standing, *mail]
    part = _part(role, [*code], [record.record], beside)
    options = {**usual(), **options}
    crew = [Worker(client, task_queue=task_queue, **part, **options)]
    if mail:
        queue = mail_queue(task_queue)
        crew.append(Worker(client, task_queue=queue, activities=mail, **options))
    return Crew(*crew)


def _mail(record: RecordActivities, store: Store, post: Post) -> list[Callable[..., Any]]:
    messages = MessageActivities(store.deliveries, post.mailer, post.message_id, post.pace)
    return [messages.deliver, TurnActivities(record, messages).carry_out]


def make_webhook_worker(
    client: Client,
    task_queue: str,
    store: Store,
    sender: WebhookSender | None,
    *,
    role: Role = "all",
    **options: Any,
) -> Worker:
    """A worker of webhooks, on a queue of their own: each keeps an activity busy all the time."""
    activities: list[Callable[..., Any]] = []
    if sender:
        hooks = WebhookActivities(store.webhooks, store.events, store.cohorts, sender, body)
        activities = [hooks.deliver_events, hooks.send_event]
    part = _part(role, [WebhookWorkflow], [], activities)
    options = {"max_concurrent_activities": 2 * MOST, **usual(), **options}
    return Worker(client, task_queue=webhook_queue(task_queue), **part, **options)


def usual() -> dict[str, Any]:
    """How our workers run unless told otherwise."""
    return {
        "interceptors": [Correlating()],
        "sticky_queue_schedule_to_start_timeout": STICKY,
        # Tests and replays run in the sandbox; here it would double the cost of a workflow task.
        "workflow_runner": UnsandboxedWorkflowRunner(),
    }


def _part(
    role: Role, workflows: list[type], within: list[Callable[..., Any]], beside: list[Any]
) -> dict[str, Any]:
    """What a worker of this role does of a queue: workflows call some activities within."""
    if role == "workflows":
        local = bool(within)
        return {"workflows": workflows, "activities": within, "no_remote_activities": local}
    if role == "activities":
        return {"activities": [*within, *beside]}
    return {"workflows": workflows, "activities": [*within, *beside]}
