"""What the demo cost in the engine: events of all histories, and billable actions, estimated."""

from collections.abc import Iterable
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.temporal.launcher import mentorship_workflow

LOCAL_ACTIVITY = "core_local_activity"
ONE_ACTION = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
}


@dataclass(frozen=True)
class Cost:
    """Events of histories, and actions as Temporal Cloud would count them."""

    events: int = 0
    actions: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.events + other.events, self.actions + other.actions)


def cost_of(history: Iterable[HistoryEvent]) -> Cost:
    """Count one run.

    One action each for starts, timers, activities and their retries, updates, signals and upserts
    of search attributes, and one for all local activities of a workflow task.
    """
    events = actions = 0
    local: set[int] = set()
    for event in history:
        events += 1
        actions += event.event_type in ONE_ACTION
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
            actions += event.activity_task_started_event_attributes.attempt - 1
        marker = event.marker_recorded_event_attributes
        if marker.marker_name == LOCAL_ACTIVITY:
            local.add(marker.workflow_task_completed_event_id)
    return Cost(events, actions + len(local))


async def cost(client: Client, mentorships: Iterable[str]) -> Cost:
    """Count all runs of all mentorships."""
    total = Cost()
    for mentorship in mentorships:
        total += await _cost_of_runs(client, mentorship_workflow(mentorship))
    return total


async def _cost_of_runs(client: Client, workflow: str) -> Cost:
    """Count the newest run, then the one that it continued, and so on."""
    total, run = Cost(), None
    while run != "":
        try:
            history = await client.get_workflow_handle(workflow, run_id=run).fetch_history()
        except RPCError:
            return total
        total += cost_of(history.events)
        started = history.events[0].workflow_execution_started_event_attributes
        run = started.continued_execution_run_id
    return total
