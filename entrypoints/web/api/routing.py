"""How something is put into the API: documented where it is added, behind the gate like all."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from domain.model import Model
from entrypoints.web.api import cursor
from entrypoints.web.routing import Answer

BASE = "/api/v1"
T = TypeVar("T")


class Page(Model):
    """A page of a list; `next` leads on, and is null on the last one."""

    next: str | None


class Resource:
    """Puts what belongs together into the API; each `name` is what client libraries call it."""

    def __init__(self, app: FastAPI, about: str) -> None:
        self._app = app
        self._about = about

    def reads(self, path: str, answer: Answer, gives: type[BaseModel], name: str) -> None:
        """Add a question."""
        self._add("GET", path, answer, response_model=gives, operation_id=name)

    def writes(
        self, path: str, answer: Answer, gives: type[BaseModel], name: str, status: int = 200
    ) -> None:
        """Add a change, or a question with a body."""
        self._add(
            "POST", path, answer, response_model=gives, operation_id=name, status_code=status
        )

    def removes(self, path: str, answer: Answer, name: str) -> None:
        """Add what removes something; nothing is told then."""
        self._add("DELETE", path, answer, operation_id=name, status_code=204)

    def _add(self, method: str, path: str, answer: Answer, **documented: Any) -> None:
        self._app.add_api_route(
            BASE + path,
            answer,
            methods=[method],
            response_class=JSONResponse,
            tags=[self._about],
            **documented,
        )


def shown(model: BaseModel, status: int = 200, headers: Mapping[str, str] = {}) -> Response:
    """Answer with a model."""
    return Response(model.model_dump_json(), status, dict(headers), "application/json")


def paged(request: Request, page: Page) -> Response:
    """Answer with a page of a list, and a link to the next one."""
    return shown(page, headers=cursor.link(request, page.next))


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Part what was found, one more than asked for, into a page and its last row if it goes on."""
    return rows[:limit], rows[limit - 1] if len(rows) > limit else None
