"""How a history is replayed: by today's workflow code, and as production runs it."""

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from tests.replay import kept
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow
from workflows.webhook import WebhookWorkflow


def replayer() -> Replayer:
    """A replayer of histories in clear."""
    return Replayer(
        workflows=[MentorshipWorkflow, CohortWorkflow, WebhookWorkflow],
        data_converter=pydantic_data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


def scheduled(event: HistoryEvent) -> bool:
    """Tell whether an activity is scheduled here."""
    return event.HasField("activity_task_scheduled_event_attributes")


def of_other_code() -> WorkflowHistory:
    """A history that is not ours, for its first activity is another."""
    history = kept.read(kept.HISTORIES / f"cohort__launched_and_closed__1__0.1.0{kept.ENDING}")
    first = next(event for event in history.events if scheduled(event))
    first.activity_task_scheduled_event_attributes.activity_type.name = "other"
    return history
