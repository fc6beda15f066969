"""The console: the pages of those who run programs; what they read are read models."""

from fastapi import FastAPI

from entrypoints.web.console import board, inbox, launch, live, pair, report, webhooks
from entrypoints.web.parts import Parts


def add_routes(app: FastAPI, parts: Parts) -> None:
    """All pages of the console."""
    board.add_routes(app, parts)
    inbox.add_routes(app, parts)
    webhooks.add_routes(app, parts)
    pair.add_routes(app, parts)
    launch.add_routes(app, parts)
    live.add_routes(app, parts)
    report.add_routes(app, parts)
