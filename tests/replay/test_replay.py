"""Histories of every release are replayed by today's workflow code."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from entrypoints.bootstrap import sandbox
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow
from workflows.webhook import WebhookWorkflow

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def test_histories_were_recorded() -> None:
    assert len(HISTORIES) >= 3


def read(path: Path) -> WorkflowHistory:
    """A history from its file."""
    return WorkflowHistory.from_json("mentorship-replayed", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
async def test_a_recorded_history_still_replays(path: Path) -> None:
    history = read(path)
    replayer = Replayer(
        workflows=[MentorshipWorkflow, CohortWorkflow, WebhookWorkflow],
        data_converter=pydantic_data_converter,
        workflow_runner=sandbox(),
    )
    await replayer.replay_workflow(history)
