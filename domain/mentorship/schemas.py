"""What others may rely on in an event: a JSON Schema for each type and version.

The published ones are in deploy/schemas/events; this is how they follow from the models.
"""

import inspect
import re
from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from domain.durations import words
from domain.mentorship.events import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LENGTH = {"type": "string", "pattern": "^[0-9]+ (minute|hour|day|week)s?$"}
TIME_OF_DAY = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?"}


def published_name(kind: str, version: int) -> str:
    """What a type of event is called outside: the `type` in an export, the `$id` of its schema."""
    return f"tandem.mentorship.{kind}.v{version}"


def schema_of(event: type[Event]) -> dict[str, Any]:
    """Describe the data of an event as JSON Schema 2020-12."""
    made = event.model_json_schema(mode="serialization", schema_generator=_Generator)
    heads = {
        "$schema": DIALECT,
        "$id": published_name(event.TYPE, event.SCHEMA),
        "title": event.TYPE.replace("_", " ").capitalize(),
    }
    tidied: dict[str, Any] = _tidied(made)
    return heads | {name: part for name, part in tidied.items() if name != "title"}


class _Generator(GenerateJsonSchema):
    """Writes what stands in the record: lengths in words, times of day without a zone."""

    def field_title_should_be_set(self, _: Any) -> bool:
        return False

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return words(dft)
        if isinstance(dft, tuple):
            return [self.encode_default(each) for each in dft]
        return super().encode_default(dft)

    def time_schema(self, _: core_schema.TimeSchema) -> JsonSchemaValue:
        return dict(TIME_OF_DAY)

    def ser_schema(self, schema: Any) -> JsonSchemaValue | None:
        if schema.get("function") is words:
            return dict(LENGTH)
        return super().ser_schema(schema)


def _tidied(part: Any) -> Any:
    """Leave out what binds only ourselves, and what other languages would trip over."""
    if isinstance(part, list):
        return [_tidied(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {name: _kept(name, value) for name, value in part.items() if not _ours(name, value)}


def _ours(keyword: str, value: Any) -> bool:
    """Tell what is no JSON Schema, or would forbid the field that a later release adds."""
    no_keyword = keyword in {"discriminator", "ge", "le"}
    return no_keyword or (keyword == "additionalProperties" and value is False)


def _kept(keyword: str, value: Any) -> Any:
    if keyword in {"properties", "$defs"}:
        return {name: _tidied(each) for name, each in value.items()}
    if keyword == "default":
        return value
    if keyword == "description":
        return _unwrapped(value)
    # Python lets a quotation mark be escaped in a pattern; JavaScript does not.
    return value.replace('\\"', '"') if keyword == "pattern" else _tidied(value)


def _unwrapped(docstring: str) -> str:
    return re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(docstring))
