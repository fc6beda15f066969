"""The real server with time skipping; every workflow has a clock of its own."""

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from adapters.temporal.dev_server import find_binary
from workflows.attributes import ALL

FAST = (
    "frontend.WorkflowTimeSkippingEnabled=true",
    'history.timerProcessorMaxTimeShift="1ms"',
    "history.timerProcessorMaxPollRPS=100000",
)


async def start_engine() -> WorkflowEnvironment:
    """Start a server that skips whatever nobody waits for."""
    return await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(find_binary()),
        dev_server_log_level="error",
        search_attributes=list(ALL),
        data_converter=pydantic_data_converter,
        ts_config=TimeSkippingConfig(max_session_skip_count=10_000),
        dev_server_extra_args=[
            word for setting in FAST for word in ("--dynamic-config-value", setting)
        ],
    )
