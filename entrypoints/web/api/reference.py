"""What the API can do, for programs as OpenAPI and for people as a page."""

import json

from fastapi import FastAPI
from starlette.responses import Response

from entrypoints.web.api.document import Document, document
from entrypoints.web.api.routing import BASE
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page


class Reference:
    """Tells what there is; it holds no data, so anybody may read it, before they have a token."""

    def __init__(self, app: FastAPI, parts: Parts) -> None:
        self._document: Document = document(app)
        self._document["servers"] = [{"url": parts.public_url}]

    async def openapi(self) -> Response:
        """The OpenAPI document."""
        return Response(json.dumps(self._document), media_type="application/json")


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the reference, which know all that were added before."""
    desk = Reference(app, parts)
    add_page(app, f"{BASE}/openapi.json", desk.openapi)
