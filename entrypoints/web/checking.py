"""Forms checked at the edge by the models of the domain: each complaint beside its field."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from entrypoints.web.typed import Unclear

M = TypeVar("M", bound=BaseModel)
Place = Callable[[str], str]

NEEDED = "Please fill this in."
SENTENCES: dict[str, str] = {
    "missing": NEEDED,
    "string_too_short": NEEDED,
    "string_type": NEEDED,
    "none_required": NEEDED,
    "date_from_datetime_parsing": "Please give a date.",
    "date_parsing": "Please give a date.",
    "date_type": "Please give a date.",
    "literal_error": "Please choose one of these.",
    "datetime_from_date_parsing": "Please choose a time.",
    "datetime_parsing": "Please choose a time.",
    "timezone_aware": "Please choose a time.",
    "int_parsing": "Please give a whole number.",
}


def checked(model: type[M], data: Mapping[str, Any], place: Place = str) -> M:
    """Read a form's data; raises `Unclear` with every complaint, `place` says beside what."""
    try:
        return model.model_validate(data)
    except ValidationError as problem:
        found = {place(path(error)): sentence(error) for error in reversed(problem.errors())}
        raise Unclear(dict(reversed(found.items()))) from None


def path(error: ErrorDetails) -> str:
    """The field of an error, the deepest name in it."""
    names = [step for step in error["loc"] if isinstance(step, str)]
    return names[-1] if names else ""


def sentence(error: ErrorDetails) -> str:
    """What is wrong, in words for whoever filled in the form."""
    kind, ctx = error["type"], error.get("ctx", {})
    if kind == "string_too_long":
        return f"Please keep this under {ctx['max_length']} characters."
    if kind == "too_long":
        return f"Please give {ctx['max_length']} at most."
    if kind == "value_error":
        said = str(ctx["error"])
        return f"{said[:1].upper()}{said[1:]}."
    return SENTENCES.get(kind, f"{error['msg']}.")
