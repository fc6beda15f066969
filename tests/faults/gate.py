"""A gate between a client and its server: it can cut every connection, stay shut, or go silent."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
CHUNK = 65536


class Gate:
    """Listens on a port of its own and passes everything on to `port`, as long as it is open."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.open = True
        self.flowing = asyncio.Event()
        self.flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._meet, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        self.flowing.set()
        self.cut()

    def cut(self) -> None:
        """Break every connection, in the middle of whatever it says."""
        for writer in self._writers:
            writer.transport.abort()

    async def shut(self, seconds: float) -> None:
        """Break every connection and let nobody through for a while."""
        self.open = False
        self.cut()
        await asyncio.sleep(seconds)
        self.open = True

    async def silence(self, seconds: float) -> None:
        """Let no byte pass for a while, then break every connection: what was said is lost."""
        self.flowing.clear()
        await asyncio.sleep(seconds)
        self.cut()
        self.flowing.set()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        try:
            there, back = self._pass(reader, far_writer), self._pass(far_reader, writer)
            await asyncio.gather(there, back)
        finally:
            self._writers -= {writer, far_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
