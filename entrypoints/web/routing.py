"""How a page is put at an address: what shows it, and what takes its form."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi import FastAPI
from starlette.responses import Response

Answer = Callable[..., Awaitable[Response]]


def add_page(
    app: FastAPI,
    path: str,
    show: Answer | None = None,
    take: Answer | None = None,
    methods: Sequence[str] = ("GET",),
) -> None:
    """Add a page that is no part of the API; `methods` are those that look at it."""
    if show:
        app.add_api_route(path, show, methods=list(methods), include_in_schema=False)
    if take:
        app.add_api_route(path, take, methods=["POST"], include_in_schema=False)
