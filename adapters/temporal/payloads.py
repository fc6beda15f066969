"""All payloads of a message of Temporal's, wherever they stand in it."""

from collections.abc import AsyncIterator, Collection, Iterator
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.codec import KEY_ID, Cipher

RUNNING = 'ExecutionStatus="Running"'


def payloads_in(message: Message) -> Iterator[Payload]:
    """Every payload, to look at or to change in its place."""
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for one in messages_in(value):
            yield from payloads_in(one)


def messages_in(value: Any) -> list[Message]:
    """The messages of a field: one, some, or those that a map has."""
    found = value.values() if hasattr(value, "values") else value
    some = [value] if isinstance(value, Message) else found
    return [one for one in some if isinstance(one, Message)]


def in_clear(history: WorkflowHistory, cipher: Cipher) -> WorkflowHistory:
    """The history with everything decrypted, as it was before it went to Temporal.

    Raises `UnknownKey`.
    """
    for event in history.events:
        for payload in list(payloads_in(event)):
            payload.CopyFrom(cipher.decrypted(payload))
    return history


def keys_in(message: Message) -> Iterator[str]:
    """The ids of the keys that are needed to read a message."""
    for payload in payloads_in(message):
        if key := payload.metadata.get(KEY_ID):
            yield key.decode(errors="replace")


async def keys_used(client: Client, where: str = "", most: int | None = None) -> dict[str, int]:
    """How many workflows need each key: all that run, or are kept after their end, or `most`."""
    counts: dict[str, int] = {}
    async for _, keys in _needed(client, where, most):
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    return counts


async def unreadable(client: Client, ring: Collection[str]) -> list[str]:
    """The ids of the workflows that run and can't go on: they need a key that we don't have."""
    return [id_ async for id_, keys in _needed(client, RUNNING) if keys - set(ring)]


async def _needed(
    client: Client, where: str, most: int | None = None
) -> AsyncIterator[tuple[str, set[str]]]:
    """Each run of a workflow with the keys that are needed to read it."""
    async for found in client.list_workflows(where, limit=most):
        handle = client.get_workflow_handle(found.id, run_id=found.run_id)
        try:
            events = (await handle.fetch_history()).events
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:  # it was deleted since it was listed
                continue
            raise
        yield found.id, {key for event in events for key in keys_in(event)}
