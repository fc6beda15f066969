"""The database of a fault run: a SQLite file, or a PostgreSQL server that can be killed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from tests.postgres.server import PostgresServer

NAME = "tandem"


class Database(Protocol):
    """Where the record is; `port` is 0 where there is no server to stand a gate before."""

    url: str
    port: int

    def through(self, port: int) -> str:
        """The same database behind a gate."""

    async def fail(self, seconds: float) -> None:
        """Be away for about so long, in the way that databases of this kind are."""


class File:
    """A SQLite file; it fails by being locked by somebody else."""

    port = 0

    def __init__(self, file: Path) -> None:
        self._file = file
        self.url = f"sqlite:///{file}"

    def through(self, _port: int) -> str:
        return self.url

    async def fail(self, seconds: float) -> None:
        """Hold the write lock."""
        with closing(sqlite3.connect(self._file, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")


class Server:
    """A PostgreSQL server; it fails by being killed, with every process that serves a client."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self.port = server.port
        self.url = server.url(NAME)

    def through(self, port: int) -> str:
        return make_url(self.url).set(port=port).render_as_string(hide_password=False)

    async def fail(self, seconds: float) -> None:
        """Kill it, and start it again after a while; it ends with this thread, so wait here."""
        await asyncio.to_thread(self._server.kill)
        await asyncio.sleep(seconds)
        self._server.start()


@asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[Database]:
    """Start a database of this kind."""
    if kind == "sqlite":
        yield File(folder / "tandem.db")
        return
    with PostgresServer(folder / "postgres", durable=True) as server:
        server.create(NAME)
        yield Server(server)
