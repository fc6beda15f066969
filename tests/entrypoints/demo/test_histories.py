from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from entrypoints.demo.histories import Cost, cost_of


def event(kind: "EventType.ValueType") -> HistoryEvent:
    return HistoryEvent(event_type=kind)


def local_activity(task: int) -> HistoryEvent:
    found = event(EventType.EVENT_TYPE_MARKER_RECORDED)
    marker = found.marker_recorded_event_attributes
    marker.marker_name = "core_local_activity"
    marker.workflow_task_completed_event_id = task
    return found


def attempt(number: int) -> HistoryEvent:
    found = event(EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED)
    found.activity_task_started_event_attributes.attempt = number
    return found


def test_a_start_and_a_timer_are_an_action_each_and_workflow_tasks_are_free() -> None:
    history = [
        event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED),
        event(EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED),
        event(EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED),
        event(EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED),
        event(EventType.EVENT_TYPE_TIMER_STARTED),
        event(EventType.EVENT_TYPE_TIMER_FIRED),
    ]
    assert cost_of(history) == Cost(6, 2)


def test_all_local_activities_of_a_task_are_one_action() -> None:
    assert cost_of([local_activity(4), local_activity(4), local_activity(9)]) == Cost(3, 2)


def test_each_retry_of_an_activity_is_one_more_action() -> None:
    scheduled = event(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
    assert cost_of([scheduled, attempt(1)]) == Cost(2, 1)
    assert cost_of([scheduled, attempt(3)]) == Cost(2, 3)


def test_runs_add_up() -> None:
    assert Cost(3, 1) + Cost(4, 2) == Cost(7, 3)
