"""The inbox: the short list that needs a human, each case by itself, and several at once."""

from fastapi import FastAPI

from entrypoints.web.console.inbox.board import INBOX, Inbox
from entrypoints.web.console.inbox.case import CaseDesk
from entrypoints.web.console.inbox.several import Several
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the inbox."""
    one = CaseDesk(parts)
    add_page(app, INBOX, Inbox(parts).look)
    several = Several(parts)
    add_page(app, f"{INBOX}/several", several.choose, several.decide)
    add_page(app, f"{INBOX}/several/try", take=several.attempt)
    case = f"{INBOX}/{{pair}}/{{episode}}"
    add_page(app, case, one.look, one.decide)
    add_page(app, f"{case}/preview", take=one.preview)
