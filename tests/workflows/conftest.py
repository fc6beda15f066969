"""The real server with time skipping, a worker with fakes behind it, and a pair to try out."""

import uuid
from collections.abc import AsyncIterator

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from adapters.temporal.dev_server import find_binary
from tests.workflows.office import Office
from workflows.attributes import ALL

FAST = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=100000",
)


@pytest.fixture(scope="session")
async def engine() -> AsyncIterator[WorkflowEnvironment]:
    """One server for all tests; every workflow has a clock of its own."""
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(find_binary()),
        dev_server_log_level="error",
        search_attributes=list(ALL),
        data_converter=pydantic_data_converter,
        ts_config=TimeSkippingConfig(max_session_skip_count=10_000),
        dev_server_extra_args=[
            word for setting in FAST for word in ("--dynamic-config-value", setting)
        ],
    )
    async with environment:
        yield environment


@pytest.fixture(params=[1000, 0], ids=["cached", "replayed"])
async def office(
    engine: WorkflowEnvironment, request: pytest.FixtureRequest
) -> AsyncIterator[Office]:
    """A worker with fakes; the second time it forgets every workflow between two tasks."""
    office = Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=request.param)
    async with office.open():
        yield office
