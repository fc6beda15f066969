"""What Temporal keeps, decrypted for its own pages and for its command line.

It is Temporal's protocol of a remote codec: whoever may read the record may read this too, by an
API token, or from Temporal's pages with their session (deploy/decisions/0018-*.md).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI
from google.protobuf import json_format
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from domain.errors import TandemError
from entrypoints.web.api.problems import Unreadable
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page

PATH = "/api/temporal"
OURS = {"localhost", "127.0.0.1"}
HEADERS = ["Authorization", "Content-Type", "X-Namespace", "X-Requested-With"]
Change = Callable[[Sequence[Payload]], Awaitable[Iterable[Payload]]]


class OfTemporal:
    """Lets browsers hand the answers to Temporal's own pages, and to nobody else's."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["POST"],
            allow_headers=HEADERS,
            allow_credentials=True,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        ours = scope["type"] == "http" and scope["path"].startswith(f"{PATH}/")
        await (self._shared if ours else self._app)(scope, receive, send)


def add_routes(app: FastAPI, parts: Parts) -> None:
    """Both ways, as the protocol has them."""
    add_page(app, f"{PATH}/decode", take=changed_by(Reader(parts.codec).decode))
    add_page(app, f"{PATH}/encode", take=changed_by(Reader(parts.codec).encode))


class Reader:
    """Reads what it can; what it can't stays as it is, and its metadata names the missing key."""

    def __init__(self, codec: PayloadCodec | None) -> None:
        self._codec = codec

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt each as far as its key is here."""
        return [await self._decoded(payload) for payload in payloads]

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt all."""
        return await self._codec.encode(payloads) if self._codec else list(payloads)

    async def _decoded(self, payload: Payload) -> Payload:
        try:
            return (await self._codec.decode([payload]))[0] if self._codec else payload
        except TandemError:
            return payload


def changed_by(change: Change) -> Callable[[Request], Awaitable[Response]]:
    """A page that takes payloads, and gives them back changed."""

    async def answer(request: Request) -> Response:
        try:
            given = json_format.Parse(await request.body(), Payloads())
        except (json_format.ParseError, UnicodeDecodeError) as error:
            raise Unreadable("The body is no list of payloads in JSON.") from error
        found = Payloads(payloads=await change(given.payloads))
        return Response(json_format.MessageToJson(found), media_type="application/json")

    return answer


def origins_of(pages: str | None) -> tuple[str, ...]:
    """The origins of Temporal's pages; on this machine they have two names."""
    if pages is None:
        return ()
    parts = urlsplit(pages)
    if parts.hostname not in OURS:
        return (f"{parts.scheme}://{parts.netloc}",)
    return tuple(f"{parts.scheme}://{name}:{parts.port or 80}" for name in sorted(OURS))
