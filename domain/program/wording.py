"""What pydantic found in a program, in sentences that whoever wrote it understands."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from domain.problems import did_you_mean
from domain.program.model import Program

Path = tuple[str | int, ...]

TYPES = {
    "bool_type": "must be true or false",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "int_type": "must be a whole number",
    "model_type": "must have keys of its own below it",
    "model_attributes_type": "must have keys of its own, as in {rung: nudge_pair, wait: 5 days}",
    "string_too_short": "must not be empty",
    "string_type": "must be text; put it in quotes if it looks like a number or a date",
    "tuple_type": "must be a list, as in [4 days, 8 days]",
}
PATTERNS = {
    "task": "must be a page of a participant, as in mentorship or survey:review-2",
    "email": "must be an e-mail address, as in ines@example.org",
    "opens": "must be a time of day, as in 08:00",
    "closes": "must be a time of day, as in 18:00",
    "program": "must be small letters, digits and hyphens, as in career-growth",
}


def dotted(path: Path) -> str:
    """Write a path as people read it: `escalation.ladder`, item 3, `wait`."""
    parts: list[str] = []
    for is_index, steps in groupby(path, lambda step: isinstance(step, int)):
        if is_index:
            parts.extend(f"item {int(step) + 1}" for step in steps)
        else:
            parts.append(f"`{'.'.join(map(str, steps))}`")
    return ", ".join(parts)


def sentence(error: ErrorDetails, path: Path) -> str:
    """Say what is wrong at a path of the program."""
    kind, ctx = error["type"], error.get("ctx", {})
    if kind in TYPES:
        return f"{dotted(path)} {TYPES[kind]}{_aside(path, error['input'])}"
    if kind in SENTENCES:
        return SENTENCES[kind](path, error, ctx)
    return f"{dotted(path)}: {error['msg']}"


def _limit(value: Any) -> str:
    """A bound as pydantic names it: a number, or a length of time such as `P364D`."""
    if isinstance(value, str):
        return f"{value.removeprefix('P').removesuffix('D')} days"
    return f"{value:g}"


def _aside(path: Path, given: Any) -> str:
    if given is None:
        return ", but nothing stands there"
    if given is False and "triggers" in path:
        return "; write null to switch this trigger off"
    return ""


def unknown_key(path: Path, siblings: Iterable[str]) -> str:
    """Say that a key is not known, and which one was perhaps meant."""
    key, known = str(path[-1]), list(siblings)
    hint = did_you_mean(key, known) or f"; the keys here are {', '.join(known)}"
    return f"{dotted(path)} is not a key of a program{hint}"


def keys_at(loc: Sequence[str | int]) -> list[str]:
    """The keys that a program knows at a place; `loc` is pydantic's, with the names of rungs."""
    models: list[type[BaseModel]] = [Program]
    for step in loc:
        if isinstance(step, str):
            models = _below(models, step)
    return [key for model in models for key in model.model_fields]


def _below(models: list[type[BaseModel]], step: str) -> list[type[BaseModel]]:
    found = [m for model in models if step in model.model_fields for m in _models(model, step)]
    if found:
        return found
    return [m for m in models if step in get_args(m.model_fields["rung"].annotation)]


def _models(model: type[BaseModel], field: str) -> list[type[BaseModel]]:
    pending, found = [model.model_fields[field].annotation], []
    while pending:
        one = pending.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            found.append(one)
        pending.extend(get_args(one))
    return found


def _literal(path: Path, error: ErrorDetails, ctx: dict[str, Any]) -> str:
    allowed, given = ctx["expected"].replace("'", "`"), error["input"]
    shown = str(given).lower() if isinstance(given, bool) else given
    return f"{dotted(path)} must be {allowed}, not `{shown}`"


def _rung(path: Path, _error: ErrorDetails, ctx: dict[str, Any]) -> str:
    known = re.findall(r"\w+", ctx["expected_tags"])
    hint = did_you_mean(str(ctx["tag"]), known) or f"; the rungs are {', '.join(known)}"
    return f"{dotted((*path, 'rung'))}: there is no rung `{ctx['tag']}`{hint}"


SENTENCES: dict[str, Callable[[Path, ErrorDetails, dict[str, Any]], str]] = {
    "missing": lambda path, _error, _ctx: f"{dotted(path)} is missing",
    "value_error": lambda path, _error, ctx: f"{dotted(path)}: {ctx['error']}",
    "literal_error": _literal,
    "union_tag_invalid": _rung,
    "union_tag_not_found": lambda path, _error, _ctx: f"{dotted((*path, 'rung'))} is missing",
    "string_pattern_mismatch": lambda path, _error, _ctx: (
        f"{dotted(path)} {PATTERNS[str(path[-1])]}"
    ),
    "greater_than": lambda path, _error, ctx: (
        f"{dotted(path)} must be more than {_limit(ctx['gt'])}"
    ),
    "greater_than_equal": lambda path, _error, ctx: (
        f"{dotted(path)} must be {_limit(ctx['ge'])} or more"
    ),
    "less_than_equal": lambda path, _error, ctx: (
        f"{dotted(path)} must be {_limit(ctx['le'])} or less"
    ),
}
