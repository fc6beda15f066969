"""Is this a program? Every mistake at once, each at its path, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.problems import nearest
from domain.program.model import Program
from domain.program.rules import LONGEST, Mistake, mistakes
from domain.program.wording import Path, keys_at, sentence, unknown_key

ROUNDS = 3
NEEDED: Mapping[str, Any] = {
    "program": "program",
    "version": 1,
    "title": "Title",
    "length": LONGEST,
    "people": {"manager": "manager"},
}


def check(raw: Mapping[str, Any]) -> tuple[Program | None, list[Mistake]]:
    """Turn what was written into a program; where there are mistakes, there is no program.

    Values of a wrong shape don't hide what else is wrong: they are set aside, and whatever does
    not depend on them is checked too.
    """
    frozen = _frozen(raw)
    try:
        program = Program.model_validate(frozen, strict=True)
    except ValidationError as error:
        found = [_mistake(frozen, one) for one in error.errors(include_url=False)]
        return None, found + _beside(frozen, found)
    wrong = list(mistakes(program))
    return (None if wrong else program), wrong


def _frozen(value: Any) -> Any:
    """Lists as tuples, since the check takes nothing for something else."""
    if isinstance(value, Mapping):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _mistake(raw: Any, error: ErrorDetails) -> Mistake:
    loc = error["loc"]
    path = _path(raw, loc)
    if error["type"] in ("extra_forbidden", "invalid_key"):
        known = keys_at(loc[:-1])
        meant = nearest(str(path[-1]), known)
        about = ((*path[:-1], meant),) if meant else ()
        return Mistake(path=path, message=unknown_key(path, known), about=about)
    return Mistake(path=path, message=sentence(error, path))


def _path(raw: Any, loc: Sequence[str | int]) -> Path:
    """Pydantic's place without the names of rungs that it puts in between."""
    path: list[str | int] = []
    for number, step in enumerate(loc):
        here = _at(raw, path)
        there = step in here if isinstance(here, Mapping) else isinstance(step, int)
        if there or number == len(loc) - 1:
            path.append(step)
    return tuple(path)


def _at(raw: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def _beside(raw: Any, found: list[Mistake]) -> list[Mistake]:
    """What the rules find when everything of a wrong shape is set aside."""
    broken = [_up_to_list(path) for one in found for path in (one.path, *one.about)]
    program = _repaired(raw, found)
    return [one for one in mistakes(program) if not _touches(one, broken)] if program else []


def _repaired(raw: Any, found: list[Mistake]) -> Program | None:
    """The program without its mistakes; setting one aside can bring another to light."""
    for _ in range(ROUNDS):
        for mistake in found:
            raw = _less(raw, _up_to_list(mistake.path))
        try:
            return Program.model_validate(_completed(raw), strict=True)
        except ValidationError as error:
            found = [_mistake(raw, one) for one in error.errors(include_url=False)]
    return None


def _up_to_list(path: Path) -> Path:
    """A whole list is set aside where one of its items is wrong."""
    first = next((n for n, step in enumerate(path) if isinstance(step, int)), len(path))
    return path[:first] or path


def _less(raw: Any, path: Path) -> Any:
    """A copy without what stands at a path."""
    if not isinstance(raw, Mapping) or path[0] not in raw:
        return raw
    if len(path) == 1:
        return {key: value for key, value in raw.items() if key != path[0]}
    return {**raw, path[0]: _less(raw[path[0]], path[1:])}


def _merged(needed: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was written, and a stand-in for what must be there and is not."""
    merged = {**needed, **raw}
    for key, value in needed.items():
        if isinstance(value, Mapping) and isinstance(merged[key], Mapping):
            merged[key] = _merged(value, merged[key])
    return merged


def _completed(raw: Any) -> dict[str, Any]:
    """A program that lacks nothing, and people who need no address as long as they are named."""
    program = _merged(NEEDED, raw)
    program["people"] = {
        role: {"person": role, **contact} if isinstance(contact, Mapping) else contact
        for role, contact in program["people"].items()
    }
    return program


def _touches(mistake: Mistake, broken: Sequence[Path]) -> bool:
    """Whether a mistake speaks of something that could not be read."""
    named = (mistake.path, *mistake.about)
    return any(
        path[: len(other)] == other[: len(path)] for path in named for other in broken if other
    )
