"""A connection to Temporal that answers soon, with a client or with a clear error."""

import asyncio
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.errors import TandemError


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
        raise TemporalUnreachable(
            f"The Temporal server at {address} can't be reached.", reason=str(problem)
        ) from problem
