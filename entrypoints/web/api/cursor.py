"""Where a page of a list ended: opaque to callers, and right whatever changes meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import Field
from starlette.requests import Request

from domain.errors import TandemError
from domain.mentorship.commands import storable

Key = str | int | None
Most = Annotated[int, Field(ge=1, le=200, description="How many at most.")]
Behind = Annotated[
    str,
    Field(
        max_length=4000,
        description="Go on behind here: the `next` of the page before. It is opaque.",
    ),
]
Limit = Annotated[Most, Query()]
After = Annotated[Behind, Query()]


class CursorUnreadable(TandemError):
    """`after` must be the `next` of the page before, as it came."""

    code = "cursor_unreadable"


def write(*keys: Key) -> str:
    """Write down where a page ended."""
    return urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def read(cursor: str, *kinds: type) -> tuple[Key, ...] | None:
    """Read that; None at the beginning. Raises `CursorUnreadable` where it is none of ours."""
    if not cursor:
        return None
    try:
        keys = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise CursorUnreadable from error
    if not _fits(keys, kinds):
        raise CursorUnreadable
    return tuple(keys)


def _fits(keys: object, kinds: Sequence[type]) -> bool:
    if not isinstance(keys, list) or len(keys) != len(kinds) or not storable(keys):
        return False
    return all(type(key) is kind for key, kind in zip(keys, kinds, strict=True))


def link(request: Request, after: str | None) -> dict[str, str]:
    """The header that leads to the next page, with all that was asked for."""
    if after is None:
        return {}
    asked = [(name, value) for name, value in request.query_params.multi_items()]
    query = urlencode([pair for pair in asked if pair[0] != "after"] + [("after", after)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
