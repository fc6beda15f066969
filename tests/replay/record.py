"""Records new histories: `python -m tests.replay.record` replaces those of the present release."""

import asyncio
import json
import uuid
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from adapters.temporal.dev_server import find_binary
from tests.workflows.conftest import FAST
from tests.workflows.office import Office, Pair
from workflows.attributes import ALL

HISTORIES = Path(__file__).parent / "histories"
RELEASE = "0.1.0"


async def never_signed(office: Office) -> Pair:
    """A pair that climbs the whole ladder while aligning."""
    pair = await office.start()
    await pair.handle.result()
    return pair


async def silent_after_signing(office: Office) -> Pair:
    """A pair that signs and falls silent, is paused by default and ends."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=400)
    await pair.handle.result()
    return pair


async def paused_and_resumed(office: Office) -> Pair:
    """A pair that pauses, resumes, extends and ends early."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=3)
    await pair.ask("P1", "pause", reason="a long journey")
    await office.pass_time(pair, days=20)
    await pair.ask("P1", "resume")
    await pair.ask("manager", "extend", weeks=4)
    await pair.ask("P2", "end", reason="changed_role")
    return pair


STORIES = (never_signed, silent_after_signing, paused_and_resumed)


async def runs(office: Office, pair: Pair) -> list[WorkflowHistory]:
    """The history of each run of a mentorship, oldest first."""
    query = f'WorkflowId = "{pair.handle.id}"'
    found = [run async for run in office.engine.client.list_workflows(query)]
    handles = [
        office.engine.client.get_workflow_handle(run.id, run_id=run.run_id)
        for run in sorted(found, key=lambda run: run.start_time)
    ]
    return [await handle.fetch_history() for handle in handles]


async def main() -> None:
    """Live through each story and keep its histories."""
    HISTORIES.mkdir(exist_ok=True)
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
        office = Office(environment, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
        async with office.open():
            for story in STORIES:
                pair = await story(office)
                for number, history in enumerate(await runs(office, pair), 1):
                    name = f"mentorship__{story.__name__}__{number}__{RELEASE}.json"
                    small = json.dumps(history.to_json_dict(), separators=(",", ":"))
                    (HISTORIES / name).write_text(small + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
