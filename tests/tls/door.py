"""An encrypted door in front of a server that has none, and what was said at it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from ssl import SSLContext

from hpack import Decoder

HOST = "127.0.0.1"
CHUNK = 65_536
PREFACE = len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
HEADERS, PADDED, PRIORITY = 1, 0x8, 0x20


class Door:
    """Where the door is, and all that came in through it."""

    def __init__(self, inside: str) -> None:
        self.inside = inside
        self.address = ""
        self.heard: list[bytearray] = []

    def headers(self) -> Iterator[dict[str, str]]:
        """The headers of each call (HTTP/2, as gRPC has them)."""
        for line in self.heard:
            decoder, rest = Decoder(), bytes(line[PREFACE:])
            while len(rest) >= 9:
                length, kind, flags = int.from_bytes(rest[:3]), rest[3], rest[4]
                frame, rest = rest[9 : 9 + length], rest[9 + length :]
                if kind == HEADERS:
                    skip = bool(flags & PADDED) + 5 * bool(flags & PRIORITY)
                    yield {
                        str(name): str(value) for name, value, *_ in decoder.decode(frame[skip:])
                    }

    async def let_in(self, guest: asyncio.StreamReader, to_guest: asyncio.StreamWriter) -> None:
        """Pass on what is said, both ways."""
        host, _, port = self.inside.rpartition(":")
        answers, to_server = await asyncio.open_connection(host, int(port))
        self.heard.append(bytearray())
        heard = self.heard[-1]
        await asyncio.gather(_pass(guest, to_server, heard), _pass(answers, to_guest, bytearray()))


@asynccontextmanager
async def door(inside: str, lock: SSLContext) -> AsyncIterator[Door]:
    """Open one in front of a server, for HTTP/2."""
    lock.set_alpn_protocols(["h2"])
    found = Door(inside)
    server = await asyncio.start_server(found.let_in, HOST, 0, ssl=lock)
    found.address = f"{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield found
    finally:
        server.close()


async def _pass(source: asyncio.StreamReader, to: asyncio.StreamWriter, heard: bytearray) -> None:
    with contextlib.suppress(OSError):
        while said := await source.read(CHUNK):
            heard += said
            to.write(said)
            await to.drain()
    to.close()
