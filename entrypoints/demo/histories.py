"""What mentorships cost in the engine: events of all histories, and billable actions."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

from adapters.temporal.launcher import mentorship_workflow

PATCHES = "TemporalChangeVersion"
LOCAL_ACTIVITY = "core_local_activity"
ONE_ACTION = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "starts",
    EventType.EVENT_TYPE_TIMER_STARTED: "timers",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activities",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "updates",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signals",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
}


@dataclass(frozen=True)
class Cost:
    """Events of histories, and actions as Temporal Cloud would count them."""

    events: int = 0
    actions: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.events + other.events, self.actions + other.actions)


def actions_of(history: Iterable[HistoryEvent]) -> Counter[str]:
    """The billable actions of one run by kind, as Temporal Cloud's documentation lists them.

    One each for starts (a run that goes on as new is one more), timers, activities and their
    retries, updates, signals and upserts of search attributes, and one for all local activities
    of a workflow task. Heartbeats and refused updates are billed too, but leave no trace here.
    Source: docs/evaluate/cloud/actions.mdx of github.com/temporalio/documentation.
    """
    actions: Counter[str] = Counter()
    local: set[int] = set()
    for event in history:
        if (kind := ONE_ACTION.get(event.event_type)) and not _tells_of_a_patch(event):
            actions[kind] += 1
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
            actions["retries"] += event.activity_task_started_event_attributes.attempt - 1
        marker = event.marker_recorded_event_attributes
        if marker.marker_name == LOCAL_ACTIVITY:
            local.add(marker.workflow_task_completed_event_id)
    actions["local activities"] = len(local)
    return actions


def _tells_of_a_patch(event: HistoryEvent) -> bool:
    """The engine's own note of `workflow.patched`, which is not billed."""
    upserted = event.upsert_workflow_search_attributes_event_attributes
    return set(upserted.search_attributes.indexed_fields) == {PATCHES}


def cost_of(history: Iterable[HistoryEvent]) -> Cost:
    """Count one run."""
    events = list(history)
    return Cost(len(events), actions_of(events).total())


async def cost(client: Client, mentorships: Iterable[str]) -> Cost:
    """Count all runs of all mentorships."""
    total = Cost()
    for mentorship in mentorships:
        async for run in runs(client, mentorship_workflow(mentorship)):
            total += cost_of(run.events)
    return total


async def runs(client: Client, workflow: str) -> AsyncIterator[WorkflowHistory]:
    """The history of the newest run, then of the one that it continued, and so on."""
    run: str | None = None
    while run != "":
        try:
            history = await client.get_workflow_handle(workflow, run_id=run).fetch_history()
        except RPCError:
            return
        yield history
        started = history.events[0].workflow_execution_started_event_attributes
        run = started.continued_execution_run_id
