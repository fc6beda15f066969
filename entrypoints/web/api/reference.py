"""What the API can do, for programs as OpenAPI and for people as a page."""

import json
import re
from functools import cached_property

from fastapi import FastAPI
from markupsafe import Markup, escape
from starlette.responses import Response

from domain.staff.model import SCOPES
from entrypoints.web import render
from entrypoints.web.api.document import MEANINGS, Document, document
from entrypoints.web.api.explained import Explained, codes
from entrypoints.web.api.routing import BASE
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page

CODE = re.compile(r"`([^`]+)`")


class Reference:
    """Tells what there is.

    It holds no data, only what anybody can read in the source. So it is open: people read it
    before they have a token, and client generators need none.
    """

    def __init__(self, app: FastAPI, parts: Parts) -> None:
        self._app = app
        self._url = parts.public_url

    @cached_property
    def _document(self) -> Document:
        """Written when somebody first asks, for it takes longer than all else at the start."""
        return document(self._app) | {"servers": [{"url": self._url}]}

    async def openapi(self) -> Response:
        """The OpenAPI document."""
        text = json.dumps(self._document, ensure_ascii=False)
        return Response(text, media_type="application/json")

    async def page(self) -> Response:
        """The same for people."""
        explained = Explained(self._document)
        values = {
            "about": self._document["info"]["description"].split("\n\n"),
            "groups": explained.groups(),
            "shapes": explained.shapes(),
            "codes": codes(),
            "meanings": MEANINGS,
            "scopes": SCOPES,
            "url": self._url,
            "marked": marked,
        }
        return render.page("api/reference.html", values)


def marked(text: str) -> Markup:
    """A text of ours, with what stands between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  it is escaped


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the reference, which knows all that were added before."""
    desk = Reference(app, parts)
    add_page(app, "/api", desk.page)
    add_page(app, f"{BASE}/openapi.json", desk.openapi)
