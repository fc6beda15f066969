"""The schema of everything that workflows, activities and messages take and give.

`python -m tests.replay.payloads --renew` writes it down anew.
"""

import inspect
import typing
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from tests.replay.registered import activities, handlers, workflows

Schema = dict[str, Any]
WORDS = ("title", "description")
"""What a schema says for people only."""


def payloads() -> Schema:
    """Every message with what it takes and gives, and the schema of every model in them."""
    messages: Schema = {}
    models: list[type[BaseModel]] = []
    for name, function in sorted(callables()):
        takes, gives = signature(function)
        messages[name] = {"takes": [*map(told, takes)], "gives": told(gives)}
        models += [one for one in (*takes, gives) if is_model(one)]
    unique = sorted(set(models), key=lambda model: model.__name__)
    _, schema = models_json_schema([(model, "validation") for model in unique])
    return {"messages": messages, "models": bare(schema["$defs"])}


def callables() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Everything that can be called over Temporal, by a name of its own."""
    for workflow in workflows():
        for name, function in handlers(workflow):
            yield f"{workflow.__name__}.{name}", function
    for name, function in activities():
        yield f"activity {name}", function


def signature(function: Callable[..., Any]) -> tuple[list[Any], Any]:
    """The types that a function takes, without itself, and the one that it gives."""
    hints = typing.get_type_hints(function)
    gives = hints.pop("return", type(None))
    names = [name for name in inspect.signature(function).parameters if name in hints]
    return [hints[name] for name in names], gives


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def told(kind: Any) -> Any:
    """A model by its name, anything else by its schema."""
    return kind.__name__ if is_model(kind) else bare(TypeAdapter(kind).json_schema())


def bare(schema: Any) -> Any:
    """A schema without words for people, so that better words change nothing."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: v for k, v in schema.items() if k not in WORDS or not isinstance(v, str)}
    return {key: bare(value) for key, value in sorted(kept.items())}


def changes(old: Schema, new: Schema) -> Iterator[str]:
    """What has changed, and who can still read whom."""
    for name in sorted({*old["messages"], *new["messages"]}):
        yield from message(name, old["messages"].get(name), new["messages"].get(name))
    for name in sorted({*old["models"], *new["models"]}):
        before, after = old["models"].get(name), new["models"].get(name)
        if before is None:
            continue  # something else refers to it, and that is told
        if after is None:
            yield f"{name}: gone. Old histories still hold it."
        elif before != after:
            yield from model(name, before, after)


def message(name: str, before: Any, after: Any) -> Iterator[str]:
    if before is None:
        yield f"{name}: new. Fine, once every worker that may be asked knows it."
    elif after is None:
        yield f"{name}: gone. Histories and callers of the release before still use it."
    elif before != after:
        yield f"{name}: takes or gives another type. Make a new name beside it instead."


def model(name: str, before: Schema, after: Schema) -> Iterator[str]:
    """Fields that came, went, or changed."""
    old, new = before.get("properties", {}), after.get("properties", {})
    needed = set(after.get("required", ()))
    for field in sorted({*old, *new}):
        if field not in old and field in needed:
            yield f"{name}.{field}: new and required. BREAKS every old payload; give a default."
        elif field not in old:
            yield (
                f"{name}.{field}: new, with a default. Old payloads can be read; workers of the"
                " release before can't read ours, so pairs taken back begin again from the record"
                " (deploy/runbooks/rollback.md)."
            )
        elif field not in new:
            yield f"{name}.{field}: gone. BREAKS every old payload that has it; keep it, unused."
        elif old[field] != new[field]:
            yield f"{name}.{field}: of another type. Fine only if it takes all that it took."
    if needed - set(before.get("required", ())) & set(old):
        yield f"{name}: a field is required now. BREAKS old payloads without it."
    if {**before, "properties": 0, "required": 0} != {**after, "properties": 0, "required": 0}:
        yield f"{name}: changed. Fine only if it takes all that it took."
