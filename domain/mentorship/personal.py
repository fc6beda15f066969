"""The personal parts of a fact as it is stored: which fields they are, and whose."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from domain.mentorship.events import EVENTS
from domain.mentorship.parties import PAIR
from domain.personal import Personal


class Part(NamedTuple):
    """A field with something personal in it, the roles whose it is, and what is left without."""

    field: str
    roles: tuple[str, ...]
    value: Any
    left: Any


def parts(kind: str, data: dict[str, Any]) -> Iterator[Part]:
    """Find what is personal in the data of an event; nothing in one that is not known here."""
    for field, mark in _marks(kind):
        value = data.get(field)
        left = mark.without(value)
        if left != value and (roles := _roles(mark, data)):
            yield Part(field, roles, value, left)


def _roles(mark: Personal, data: dict[str, Any]) -> tuple[str, ...]:
    """Whose it is, in the order of the pair."""
    named = {of if of in PAIR else data.get(of) for of in mark.of}
    if named == {"program"}:
        return ()
    if not named <= set(PAIR):  # the staff wrote it, about the pair
        return PAIR
    return tuple(role for role in PAIR if role in named)


@cache
def _marks(kind: str) -> tuple[tuple[str, Personal], ...]:
    event = EVENTS.get(kind)
    fields = event.model_fields.items() if event else ()
    return tuple(
        (name, mark)
        for name, field in fields
        for mark in field.metadata
        if isinstance(mark, Personal)
    )
