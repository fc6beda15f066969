"""Takes what people have said, and who they are, out of a history; its course stays.

A string stays only where it is known to say nothing: a word that a schema allows, a date, a zone,
or the value of a field that holds ids. Everything else becomes a mark that nobody can turn back,
for its salt is thrown away; the same text has the same mark, or a replay would take other ways.
"""

import hmac
import json
import re
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory

from adapters.temporal.payloads import messages_in, payloads_in
from domain.mentorship.commands import COMMANDS
from domain.mentorship.events import EVENTS
from domain.surveys.instruments import INSTRUMENTS

IDS = frozenset(
    {
        *("activity_id", "activity_type", "answered", "band", "causation", "cause", "celebrated"),
        *("checklist", "cohort", "correlation", "effect", "goal", "id", "instrument", "item"),
        *("language", "mentorship", "open_episodes", "person", "program", "requests", "stream"),
        *("survey", "task", "trigger", "uid", "webhook"),
    }
)
ROLES = frozenset({"mentee", "mentor", "manager", "deputy", "sponsor", "program"})
ADDRESSES = frozenset({"email", "manager_email"})
PLAIN = re.compile(
    r"[-+]?P[0-9TDHMSWY.]+|\d+ (minute|hour|day|week)s?"  # a length of time
    r"|\d{2}:\d{2}(:\d{2})?"
    r"|\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?"
    r"|UTC|[A-Z][A-Za-z_]+/[A-Z][A-Za-z_/-]+"
    r"|g\d+|"
)


def scrubbed(history: WorkflowHistory) -> WorkflowHistory:
    """The history without names, addresses, words and the names of machines, in its place."""
    salt = secrets.token_bytes(32)
    for event in history.events:
        for payload in list(payloads_in(event)):
            clean(payload, salt)
        forget_machines(event)
    return history


def forget_machines(message: Message) -> None:
    """Clear who did it, which names a machine, wherever it stands."""
    for field, value in message.ListFields():
        if field.name == "identity":
            message.ClearField("identity")
        elif field.message_type is not None:
            for one in messages_in(value):
                forget_machines(one)


def clean(payload: Payload, salt: bytes) -> None:
    """Clean one payload; what is no JSON holds nothing that a replay needs.

    Search attributes, which alone have a `type`, are in clear in Temporal as well.
    """
    if "type" in payload.metadata:
        return
    try:
        found = json.loads(payload.data) if payload.data else None
    except ValueError:
        payload.data = b""
        return
    if found is not None:
        payload.data = json.dumps(said(found, "", salt), separators=(",", ":")).encode()


def said(value: Any, field: str, salt: bytes) -> Any:
    """A value of a field, as far as it says nothing about anybody."""
    if isinstance(value, dict):
        return {key: said(one, key, salt) for key, one in value.items()}
    if isinstance(value, list):
        return [said(one, field, salt) for one in value]
    if not isinstance(value, str) or field in IDS or value in vocabulary():
        return value
    if PLAIN.fullmatch(value):
        return value
    mark = hmac.digest(salt, value.encode(), "sha256").hex()[:12]
    return f"{mark}@example.org" if field in ADDRESSES else f"… {mark}"


@cache
def vocabulary() -> frozenset[str]:
    """Every word that a payload of ours may hold by its schema, and what facts are called."""
    lock = json.loads((Path(__file__).parent / "payloads.lock.json").read_text(encoding="utf-8"))
    facts = (kind.model_json_schema() for kind in (*EVENTS.values(), *COMMANDS.values()))
    words = {word for schema in (lock, *facts) for word in _words(schema)}
    return frozenset({*words, *options(), *EVENTS, *COMMANDS, *ROLES, "due", "launch"})


def options() -> Iterator[str]:
    """What may be chosen in a survey."""
    for instrument in INSTRUMENTS.values():
        for question in instrument.questions:
            yield from (option.key for option in question.options)


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for one in schema:
            yield from _words(one)
    if isinstance(schema, dict):
        allowed = [*schema.get("enum", ()), schema.get("const")]
        yield from (word for word in allowed if isinstance(word, str))
        for one in schema.values():
            yield from _words(one)
