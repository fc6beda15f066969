"""Facts as they are stored, and back: the only place that knows both forms."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from domain.errors import TandemError
from domain.mentorship.decide import blank
from domain.mentorship.events import EVENTS, MentorshipOpened
from domain.mentorship.state import State
from domain.mentorship.turn import Fact, evolve
from domain.record import StoredFact

NAMESPACE = uuid5(NAMESPACE_URL, "tandem/facts")
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""How stored data of (type, schema) becomes that of the next schema; grows, never shrinks."""


def gaps() -> list[str]:
    """Stored schemas from which no upcaster leads on, as `type.v1`; there must be none."""
    return [
        f"{name}.v{schema}"
        for name, kind in EVENTS.items()
        for schema in range(1, kind.SCHEMA)
        if (name, schema) not in UPCASTERS
    ]


class UnknownEvent(TandemError):
    """The record holds an event that this version of Tandem does not know."""

    code = "unknown_event"


def fact_id(stream: str, version: int, kind: str, at: str, data: dict[str, Any]) -> str:
    """Derive an id from a fact's content: the same fact has the same id, another one never."""
    return str(uuid5(NAMESPACE, CANONICAL.encode([stream, version, kind, at, data])))


def store(stream: str, fact: Fact) -> StoredFact:
    """Turn a fact into its stored form."""
    kind, data = fact.event.TYPE, fact.event.model_dump(mode="json")
    return StoredFact(
        id=fact_id(stream, fact.version, kind, fact.at.isoformat(), data),
        stream=stream,
        version=fact.version,
        type=kind,
        schema_version=fact.event.SCHEMA,
        at=fact.at,
        cause=fact.cause,
        data=data,
    )


def load(stored: StoredFact) -> Fact:
    """Turn a stored fact back, through the upcasters of older schemas."""
    kind = EVENTS.get(stored.type)
    if kind is None:
        raise UnknownEvent(f"{stored.stream} holds an unknown event {stored.type!r}.")
    schema, data = stored.schema_version, stored.data
    while schema < kind.SCHEMA:
        data = UPCASTERS[(stored.type, schema)](data)
        schema += 1
    if schema > kind.SCHEMA:
        raise UnknownEvent(f"{stored.stream} holds {stored.type!r} of a newer version of Tandem.")
    return Fact(stored.version, stored.at, stored.cause, kind.model_validate(data))


def fold(stream: str, stored: Iterable[StoredFact]) -> State | None:
    """Rebuild a mentorship from its facts; None where there are none."""
    state: State | None = None
    for item in stored:
        fact = load(item)
        if state is None:
            if not isinstance(fact.event, MentorshipOpened):
                raise UnknownEvent(f"{stream} does not begin with its opening.")
            state = blank(stream, fact.event, fact.at)
        state = evolve(state, fact)
    return state
