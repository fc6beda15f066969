"""Every time-out, retry and limit of the workflows, in one place."""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

from activities import contracts
from domain.record import Batch

SLACK = timedelta(seconds=2)
"""No later than this counts as on time: deploy/decisions/0003-late-by-a-little-is-on-time.md."""

SPREAD_DUES = "spread-dues"
"""The patch since which pairs act on the same deadline one after the other."""

RECORD_BEHIND = timedelta(minutes=15)
"""How long to wait for a record that conflicts with us and has nothing to tell us."""

FEW_EVENTS = 30
RUN_EVENTS = 65
MOST_EVENTS = 75
"""Histories at which a run ends: when its timer rings in another stage than it began in, when its
timer rings, and at any quiet moment."""

# A worker that was killed is missed by its heartbeats, long before a slow answer is given up.
DATABASE: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1),
        maximum_interval=timedelta(minutes=1),
        non_retryable_error_types=[contracts.CONFLICT],
    ),
}
# After a roll-back to a release that knows no queue of mail, posts come back from it.
MAIL: dict[str, Any] = {
    "schedule_to_start_timeout": timedelta(minutes=15),
    "start_to_close_timeout": timedelta(minutes=15),
    "heartbeat_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1),
        maximum_interval=timedelta(minutes=5),
    ),
}
# Where no worker has room for so long, facts are not to wait for messages any more.
CARRY: dict[str, Any] = {
    **MAIL,
    "schedule_to_start_timeout": timedelta(seconds=30),
    "retry_policy": DATABASE["retry_policy"],
}
LAUNCH: dict[str, Any] = {
    "start_to_close_timeout": timedelta(hours=6),
    "heartbeat_timeout": timedelta(seconds=60),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
    ),
}
# A worker that was killed is noticed within seconds; one that works ends each turn by itself.
WEBHOOK: dict[str, Any] = {
    "start_to_close_timeout": timedelta(minutes=15),
    "heartbeat_timeout": timedelta(seconds=15),
    "retry_policy": LAUNCH["retry_policy"],
}
ONE_EVENT: dict[str, Any] = {
    "schedule_to_close_timeout": timedelta(minutes=1),
    "start_to_close_timeout": timedelta(seconds=40),
    "retry_policy": RetryPolicy(initial_interval=timedelta(seconds=1)),
}
# No start-to-close timeout: the SDK's core panics in a timer of it when a worker stops meanwhile.
SHORT: dict[str, Any] = {
    "schedule_to_close_timeout": timedelta(seconds=6),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=100),
        maximum_attempts=3,
        non_retryable_error_types=[contracts.CONFLICT],
    ),
}


def backoff(attempts: int) -> timedelta:
    """How long to wait before messages are tried again: from 5 seconds to 15 minutes."""
    doublings = max(0, min(attempts - 1, 10))
    return min(timedelta(seconds=5 << doublings), timedelta(minutes=15))


async def append(batch: Batch) -> bool:
    """Append a batch; False where the stream holds other facts (deploy/decisions/0001).

    First a local activity on a short budget; when the database stays away, an ordinary one that
    retries until it is back.
    """
    try:
        await workflow.execute_local_activity(contracts.RECORD, batch, **SHORT)
    except FailureError as problem:
        if is_conflict(problem):
            return False
        return await append_patiently(batch)
    return True


async def append_patiently(batch: Batch) -> bool:
    """Append as an ordinary activity."""
    try:
        await workflow.execute_activity(contracts.RECORD, batch, **DATABASE)
    except FailureError as problem:
        if is_conflict(problem):
            return False
        raise
    return True


def is_conflict(problem: FailureError) -> bool:
    """Tell a conflict in the record from a database that does not answer.

    An ordinary activity wraps the error that it raised, a local one may pass it on as it is.
    """
    errors = (problem, problem.cause)
    return any(isinstance(e, ApplicationError) and e.type == contracts.CONFLICT for e in errors)
