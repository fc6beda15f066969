"""A receiver as others might run one: a real server on this machine that can misbehave."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Got(NamedTuple):
    """A request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Keeps what it gets; `replies` come first, one each, then it says 200.

    A reply is the whole of it, byte by byte: None is silence, and empty bytes hang up.
    """

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.replies: list[bytes | None] = []
        self.connections = 0
        self.open: set[asyncio.StreamWriter] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=1"

    def says(self, status: str, *headers: str, body: bytes = b"") -> None:
        """Answer the next request so."""
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
        self.replies.append("\r\n".join(lines).encode() + body)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection until somebody hangs up."""
        self.connections += 1
        self.open.add(writer)
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (header.partition(": ") for header in rest if header)
        headers = {name.lower(): value for name, _, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append(Got(line, headers, body))
        reply = self.replies.pop(0) if self.replies else OK
        if reply is None:
            await reader.read()  # silence, until the other side has had enough
            return False
        writer.write(reply)
        await writer.drain()
        return bool(reply)


@asynccontextmanager
async def receiving(trust: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver on a free port."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=trust)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        while receiver.open:
            receiver.open.pop().close()
            await asyncio.sleep(0)  # let whoever serves it see that
