"""One server for all workflow tests, and a worker with fakes behind it for each."""

import uuid
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.workflows.engine import start_engine
from tests.workflows.office import Office


@pytest.fixture(scope="session")
async def engine() -> AsyncIterator[WorkflowEnvironment]:
    """The server."""
    async with await start_engine() as environment:
        yield environment


@pytest.fixture(params=[1000, 0], ids=["cached", "replayed"])
async def office(
    engine: WorkflowEnvironment, request: pytest.FixtureRequest
) -> AsyncIterator[Office]:
    """A worker with fakes; the second time it forgets every workflow between two tasks."""
    office = Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=request.param)
    async with office.open():
        yield office
