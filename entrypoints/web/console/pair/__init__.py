"""One pair: everything about it that its reader may see, and what can be done for it."""

from fastapi import FastAPI

from entrypoints.web.console.pair.desk import PairDesk
from entrypoints.web.console.pair.looking import PAIRS
from entrypoints.web.console.pair.parts import ACT
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of a pair."""
    desk = PairDesk(parts)
    pair = f"{PAIRS}/{{pair}}"
    add_page(app, pair, desk.look)
    add_page(app, f"{pair}/{{part}}", desk.look)
    add_page(app, f"{pair}/{ACT}", take=desk.act)
