"""Why somebody is not let in, or there is nothing: as a page, or to programs as a problem."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from entrypoints.web import render
from entrypoints.web.gate import FromElsewhere, NotPermitted, SignInFirst, TokenNeeded
from entrypoints.web.guard import TooLarge, guarded


def add_handlers(app: FastAPI) -> None:
    """Answer every error of the gate, whatever there is not, and whatever breaks."""
    app.add_exception_handler(SignInFirst, to_sign_in)
    app.add_exception_handler(TokenNeeded, no_token)
    app.add_exception_handler(NotPermitted, not_permitted)
    app.add_exception_handler(FromElsewhere, from_elsewhere)
    app.add_exception_handler(NotFound, nowhere)
    app.add_exception_handler(404, nowhere)
    app.add_exception_handler(TooLarge, too_large)
    app.add_exception_handler(500, broken)


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


async def broken(request: Request, _error: Exception) -> Response:
    """Something went wrong in here; this answer is made outside the guard."""
    page = render.page("stop.html", {"why": "broken", "visit": None}, 500)
    return guarded(request.scope, page)
