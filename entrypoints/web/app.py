"""The web application: one factory, everything it needs given."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from entrypoints.web import render
from entrypoints.web.guard import Guard
from entrypoints.web.participants import routes as participants
from entrypoints.web.parts import Parts


def create_app(parts: Parts) -> FastAPI:
    """Put the application together."""
    app = FastAPI(title="Tandem", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(participants.router(parts))
    app.add_api_route("/", front, include_in_schema=False)
    app.add_api_route("/healthz", alive, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=render.STATIC), name="static")
    for why in participants.STOPS:
        app.add_exception_handler(why, participants.stopped)
    app.add_exception_handler(404, nowhere)
    app.add_exception_handler(500, broken)
    app.add_middleware(Guard)
    return app


async def front() -> Response:
    """The page of somebody who comes without a link."""
    return render.page("stop.html", {"why": "front", "visit": None})


async def alive() -> Response:
    """Tell load balancers that this process answers."""
    return PlainTextResponse("ok\n")


async def nowhere(_request: Request, _error: Exception) -> Response:
    """There is no such page."""
    return render.page("stop.html", {"why": "not_here", "visit": None}, 404)


async def broken(_request: Request, _error: Exception) -> Response:
    """Something went wrong in here."""
    return render.page("stop.html", {"why": "broken", "visit": None}, 500)
