"""Why somebody is not let in, or there is nothing: as a page, or to programs as a problem."""

from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from domain.errors import NotFound, TandemError
from entrypoints.web import render
from entrypoints.web.api import problems
from entrypoints.web.gate import FromElsewhere, NotPermitted, SignInFirst, TokenNeeded
from entrypoints.web.guard import guarded

Page = Callable[[Request, Exception], Awaitable[Response]]

log = structlog.get_logger(__name__)


def add_handlers(app: FastAPI) -> None:
    """Answer every error of the gate, whatever there is not, and whatever breaks."""
    for kind, page in PAGES.items():
        app.add_exception_handler(kind, for_both(page))
    app.add_exception_handler(500, outside)


def for_both(page: Page) -> Page:
    """People get a page, programs a problem."""

    async def handler(request: Request, error: Exception) -> Response:
        if isinstance(error, problems.AWAY):
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            log.warning("server_away", kind=type(error).__name__, reason=reason)
        if problems.for_programs(request):
            return problems.answer(request, error)
        return await page(request, error)

    return handler


async def to_sign_in(_request: Request, error: Exception) -> Response:
    """Send somebody to sign in, and back afterwards."""
    back = error.back if isinstance(error, SignInFirst) else ""
    return RedirectResponse(f"/sign-in?next={back}" if back else "/sign-in", 303)


async def no_token(_request: Request, _error: Exception) -> Response:
    """The API answers only to those who bring a token."""
    return render.page("stop.html", {"why": "no_token", "visit": None}, 401)


async def not_permitted(_request: Request, _error: Exception) -> Response:
    """Somebody's role does not let them."""
    return render.page("stop.html", {"why": "not_permitted", "visit": None}, 403)


async def from_elsewhere(_request: Request, _error: Exception) -> Response:
    """Another site sent a form in somebody's name."""
    return render.page("stop.html", {"why": "forged", "visit": None}, 403)


async def nowhere(_request: Request, _error: Exception) -> Response:
    """There is no such page."""
    return render.page("stop.html", {"why": "not_here", "visit": None}, 404)


async def too_large(_request: Request, _error: Exception) -> Response:
    """Somebody sent more than this address takes."""
    return render.page("stop.html", {"why": "too_large", "visit": None}, 413)


async def in_short(_request: Request, error: Exception) -> Response:
    """What HTTP has a word for, and browsers never meet at our pages."""
    assert isinstance(error, HTTPException)  # noqa: S101  it is registered for no other
    return PlainTextResponse(f"{error.detail}.", error.status_code, error.headers)


async def broken(_request: Request, _error: Exception) -> Response:
    """Something went wrong in here."""
    return render.page("stop.html", {"why": "broken", "visit": None}, 500)


async def away(_request: Request, _error: Exception) -> Response:
    """The database or Temporal does not answer, which passes."""
    return render.page("stop.html", {"why": "away", "visit": None}, 503)


async def outside(request: Request, error: Exception) -> Response:
    """The same where the answer is made outside the guard."""
    return guarded(request.scope, await for_both(broken)(request, error))


async def unexpected(_request: Request, error: Exception) -> Response:
    """What a page should have dealt with: it is noted, and `broken` is shown."""
    raise error


PAGES: dict[int | type[Exception], Page] = {
    SignInFirst: to_sign_in,
    TokenNeeded: no_token,
    NotPermitted: not_permitted,
    FromElsewhere: from_elsewhere,
    NotFound: nowhere,
    404: nowhere,
    413: too_large,
    HTTPException: in_short,
    TandemError: unexpected,
    RequestValidationError: nowhere,
    **dict.fromkeys(problems.AWAY, away),
}
