"""Which workflows there are, as Temporal's own list has them; it lags behind by a moment."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import TandemError

RUNNING = 'ExecutionStatus = "Running"'


class BadQuery(TandemError):
    """Temporal does not understand this query."""

    code = "bad_query"


def listed(
    client: Client, query: str, limit: int | None = None
) -> AsyncIterator[WorkflowExecution]:
    """What a query finds, newest first; raises `BadQuery`."""
    return _telling(client.list_workflows(query, limit=limit))


async def counted(client: Client, query: str) -> int:
    """How many a query finds; raises `BadQuery`."""
    try:
        return (await client.count_workflows(query)).count
    except RPCError as error:
        raise _told(error) from error


def quoted(value: str | datetime) -> str:
    """A value as queries spell it."""
    text = value.isoformat() if isinstance(value, datetime) else value
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def joined(conditions: Iterable[str]) -> str:
    """All of these at once."""
    return " AND ".join(f"({one})" for one in conditions if one)


async def _telling(
    found: AsyncIterator[WorkflowExecution],
) -> AsyncIterator[WorkflowExecution]:
    try:
        async for one in found:
            yield one
    except RPCError as error:
        raise _told(error) from error


def _told(error: RPCError) -> Exception:
    if error.status != RPCStatusCode.INVALID_ARGUMENT:
        return error
    return BadQuery(f"Temporal does not understand this query: {error.message}")
