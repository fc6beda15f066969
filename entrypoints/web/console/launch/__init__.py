"""Launching a cohort from its files: check them, see what it will do, and start it."""

from fastapi import FastAPI

from entrypoints.web.console.launch.desk import LaunchDesk
from entrypoints.web.console.launch.opening import Opening
from entrypoints.web.console.launch.samples import sample
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of a launch."""
    desk = LaunchDesk(parts)
    add_page(app, "/console/launch", desk.ask, desk.check)
    add_page(app, "/console/launch/start", take=desk.start)
    add_page(app, "/console/launch/samples/{file}", sample)
    add_page(app, "/console/launch/{cohort}", Opening(parts).look)
