"""Traces hang on headers alone: histories replay with and without them."""

from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import (
    Interceptor,
    Replayer,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from entrypoints.workers import sandbox
from tests.replay import kept
from workflows.following import Following
from workflows.mentorship import MentorshipWorkflow

LIVES = [path for path in kept.kept() if "__diligent__" in path.name]


class Follows(Interceptor):
    """What traces add to workflows."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002  the SDK names it so
    ) -> type[WorkflowInboundInterceptor]:
        return Following


@pytest.mark.parametrize("path", LIVES, ids=kept.name_of)
async def test_a_life_without_traces_replays_where_they_are_switched_on(path: Path) -> None:
    replayer = Replayer(
        workflows=[MentorshipWorkflow],
        data_converter=pydantic_data_converter,
        workflow_runner=sandbox(),
        interceptors=[Follows()],
    )
    assert LIVES

    await replayer.replay_workflow(kept.read(path))
