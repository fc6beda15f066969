"""The web application: one factory, everything it needs given."""

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from entrypoints.health.pages import live, ready
from entrypoints.web import codec, console, render, stops
from entrypoints.web.api import routes as api
from entrypoints.web.api.heads import Heads
from entrypoints.web.gate import Gate, guard_routes
from entrypoints.web.guard import Guard
from entrypoints.web.participants import routes as participants
from entrypoints.web.participants.visits import ForStaff
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page
from entrypoints.web.squeeze import Squeeze
from entrypoints.web.staff import routes as staff
from entrypoints.web.timing import Timing

SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own spans hold whole paths, and ours are personal links (decisions/0021)."""


def create_app(parts: Parts) -> FastAPI:
    """Put the application together; every route stands behind the gate."""
    app = FastAPI(
        title="Tandem", docs_url=None, redoc_url=None, openapi_url=None, telemetry=SILENT
    )
    app.state.https = parts.public_url.startswith("https:")
    guard_routes(app, Gate(parts))
    add_page(app, "/", front)
    add_page(app, "/healthz", alive)
    add_page(app, "/live", live(parts.health))
    add_page(app, "/ready", ready(parts.health))
    participants.add_routes(app, parts)
    staff.add_routes(app, parts)
    console.add_routes(app, parts)
    api.add_routes(app, parts)
    codec.add_routes(app, parts)
    app.mount("/static", StaticFiles(directory=render.STATIC), name="static")
    app.add_exception_handler(ForStaff, participants.to_the_console)
    for why in participants.STOPS:
        app.add_exception_handler(why, participants.stopped)
    stops.add_handlers(app)
    app.add_middleware(codec.OfTemporal, origins=parts.temporal_origins)
    app.add_middleware(Heads)
    app.add_middleware(Guard)
    app.add_middleware(Squeeze)
    app.add_middleware(Timing, meters=parts.meters)
    return app


async def front(_request: Request) -> Response:
    """The page of somebody who comes without a link."""
    return render.page("stop.html", {"why": "front", "visit": None})


async def alive(_request: Request) -> Response:
    """Tell load balancers that this process answers."""
    return PlainTextResponse("ok\n")
