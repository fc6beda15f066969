"""Asks a mentorship to do something: an Update of its workflow, answered once it is recorded."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.launcher import mentorship_workflow
from domain.errors import TandemError
from domain.mentorship.commands import Request
from domain.mentorship.refusals import Refused
from workflows.ledger import Receipt

Ask = Callable[[str, Request], Awaitable[Receipt]]
Handle = WorkflowHandle[Any, Any]
AGAIN = 0.2  # seconds
CUT_OFF = "AcceptedUpdateCompletedWorkflow"
"""How Temporal says that a run ended before it had answered; the next one knows nothing of it."""
PASSING = {RPCStatusCode.ABORTED, RPCStatusCode.FAILED_PRECONDITION}
"""How it says that just now the workflow can't be asked."""
SILENT = {RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED, RPCStatusCode.UNAVAILABLE}


class NoAnswer(TandemError):
    """No worker has answered."""

    code = "no_answer"


class NobodyThere(TandemError):
    """The workflow of this mentorship has ended, or was never there."""

    code = "nobody_there"


class RequestFailed(TandemError):
    """The mentorship could not take the request."""

    code = "request_failed"


async def ask(client: Client, mentorship: str, request: Request, patience: timedelta) -> Receipt:
    """Ask, and wait until the facts are in the record; the id of the request makes it safe twice.

    Raises `Refused`, `NobodyThere`, `NoAnswer` or `RequestFailed`.
    """
    handle = client.get_workflow_handle(mentorship_workflow(mentorship))
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while (receipt := await _answer(handle, request)) is None:  # noqa: ASYNC110  it asks
                await asyncio.sleep(AGAIN)
    except WorkflowUpdateFailedError as failure:
        raise _refusal(failure) from None
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError, RPCError) as error:
        raise _trouble(error) from None
    return receipt


async def _answer(handle: Handle, request: Request) -> Receipt | None:
    """The answer; None where it should be asked for again, as while a worker is replaced."""
    try:
        receipt: Receipt = await handle.execute_update(
            "ask", request, id=request.id, result_type=Receipt
        )
    except WorkflowUpdateFailedError as failure:
        if isinstance(failure.cause, ApplicationError) and failure.cause.type == CUT_OFF:
            return None
        raise
    except RPCError as error:
        if error.status in PASSING:
            return None
        raise
    return receipt


def _refusal(failure: WorkflowUpdateFailedError) -> TandemError:
    cause = failure.cause
    if not isinstance(cause, ApplicationError):
        return RequestFailed(f"The mentorship could not take the request: {cause}")
    kinds: list[type[Refused]] = [Refused, *Refused.__subclasses__()]
    if kind := next((one for one in kinds if one.code == cause.type), None):
        return kind(cause.message)
    return RequestFailed(f"The mentorship could not take the request: {cause.message}")


def _trouble(error: Exception) -> TandemError:
    if isinstance(error, RPCError) and error.status == RPCStatusCode.NOT_FOUND:
        return NobodyThere()
    if isinstance(error, RPCError) and error.status not in SILENT:
        return RequestFailed(f"Temporal did not take the request: {error.message}")
    return NoAnswer()
