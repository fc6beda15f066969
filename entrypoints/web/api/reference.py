"""What the API can do, for programs as OpenAPI and for people as a page."""

import json
from functools import cached_property

from fastapi import FastAPI
from starlette.responses import Response

from entrypoints.web.api.document import Document, document
from entrypoints.web.api.routing import BASE
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


class Reference:
    """Tells what there is; it holds no data, so anybody may read it, before they have a token."""

    def __init__(self, app: FastAPI, parts: Parts) -> None:
        self._app = app
        self._servers = [{"url": parts.public_url}]

    @cached_property
    def _document(self) -> Document:
        """Written when somebody first asks, for it takes as long as all else at the start."""
        return document(self._app) | {"servers": self._servers}

    async def openapi(self) -> Response:
        """The OpenAPI document."""
        return Response(json.dumps(self._document), media_type="application/json")


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the reference, which know all that were added before."""
    desk = Reference(app, parts)
    add_page(app, f"{BASE}/openapi.json", desk.openapi)
