"""How a history is replayed: by today's workflow code, and as production runs it."""

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

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
