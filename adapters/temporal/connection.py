"""A connection to Temporal that answers soon, with a client or with a clear error."""

import asyncio
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.errors import TandemError

USUAL = {
    "ConnectionRefused": "nobody listens there",
    "dns error": "nobody of that name is known here",
    "invalid target URL": "that is no address",
}
"""What the SDK says within a longer sentence, and what that means."""


class TemporalUnreachable(TandemError):
    """The Temporal server can't be reached."""

    code = "temporal_unreachable"

    def __init__(self, message: str = "", *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


async def connect(
    address: str, namespace: str = "default", *, patience: float = 5.0, **options: Any
) -> Client:
    """Connect to `host:port`; raises `TemporalUnreachable`, after `patience` seconds at most.

    `options` are those of `temporalio.client.Client.connect`.
    """
    options = {"data_converter": pydantic_data_converter, **options}
    try:
        async with asyncio.timeout(patience):
            return await Client.connect(address, namespace=namespace, **options)
    except (
        RuntimeError,
        ValueError,
        OSError,
    ) as problem:  # RuntimeError is the SDK's for no connection
        reason = str(problem)
        why = f": {told}" if (told := plainly(reason)) else ""
        raise TemporalUnreachable(
            f"The Temporal server at {address} can't be reached{why}.", reason=reason
        ) from problem


def plainly(reason: str) -> str:
    """What keeps most people from most servers; empty where it is something else."""
    if not reason:  # its time was up
        return "nobody answers there"
    return next((words for sign, words in USUAL.items() if sign in reason), "")
