"""The parts of an installation as processes of their own, which can be killed and come back."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client

from adapters.temporal import process
from adapters.temporal.dev_server import DevServer
from entrypoints.bootstrap import Store, open_store
from entrypoints.engine import connect_to
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings, load
from entrypoints.working import search_attributes
from tests.faults.database import Database, database
from tests.faults.gate import HOST, Gate
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds
GLANCE = 0.5  # seconds between two looks at the worker
SECRET = "a secret of the fault suite"


class Child:
    """A program of our own that can be killed and started again."""

    def __init__(self, command: list[str], settings: dict[str, str], log: Path) -> None:
        told = [f"{name}={value}" for name, value in settings.items()]
        self._python = ["/usr/bin/env", f"PYTHONPATH={ROOT}", *told, sys.executable]
        self._command = [*self._python, *command]
        self._log = log
        self._wanted = False
        self._process: subprocess.Popen[bytes]

    def become(self, command: list[str]) -> None:
        """Be another program from the next start on, with the same settings."""
        self._command = [*self._python, *command]

    def start(self) -> None:
        self._process = process.spawn(self._command, self._log)
        self._wanted = True

    def kill(self) -> None:
        """SIGKILL: it can neither finish nor say anything."""
        self._wanted = False
        self._process.kill()
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    async def supervise(self) -> None:
        """Start it again when it ends by itself, as any service manager does."""
        while True:
            await asyncio.sleep(GLANCE)
            if self._wanted and self._process.poll() is not None:
                self.start()

    async def stop(self) -> None:
        """End it for good."""
        self._wanted = False
        await process.stop(self._process, PATIENCE)


class Mail(Child):
    """The mail server, and its mood."""

    def __init__(self, folder: Path) -> None:
        self.maildir, self._mood = folder / "mail", folder / "mood"
        self.be("fine")
        self.port = free_port()
        words = ["-m", "tests.faults.mail_server", str(self.maildir), str(self._mood)]
        super().__init__([*words, str(self.port)], {}, folder / "log" / "mail.log")

    def be(self, mood: str) -> None:
        """Change its mood, whole or not at all."""
        draft = self._mood.with_suffix(".new")
        draft.write_text(mood)
        draft.replace(self._mood)


class Gates:
    """What lies between the worker and its servers."""

    def __init__(self, temporal: Gate, mail: Gate, database: Gate | None) -> None:
        self.temporal = temporal
        self.mail = mail
        self.database = database


class Parts:
    """An installation whose every part is in our hands."""

    def __init__(
        self,
        temporal: DevServer,
        mail: Mail,
        worker: Child,
        database: Database,
        gates: Gates,
        client: Client,
        store: Store,
    ) -> None:
        self.temporal = temporal
        self.mail = mail
        self.worker = worker
        self.database = database
        self.gates = gates
        self.client = client
        self.store = store

    async def kill_temporal(self) -> None:
        """Kill the server; whoever watches it starts it again."""
        old = self.temporal.pid
        os.kill(old, signal.SIGKILL)
        if not await process.within(PATIENCE, lambda: self.temporal.pid != old):
            raise AssertionError("Temporal's server was not started again")


async def servers(
    stack: AsyncExitStack, folder: Path, kind: str
) -> tuple[Database, DevServer, Mail]:
    """Start whatever an installation needs, for as long as the stack lasts."""
    (folder / "log").mkdir(parents=True)
    db = await stack.enter_async_context(database(kind, folder))
    temporal = DevServer(folder, search_attributes=search_attributes())
    await stack.enter_async_context(temporal)
    mail = Mail(folder)
    stack.push_async_callback(mail.stop)
    mail.start()
    return db, temporal, mail


@asynccontextmanager
async def parts(folder: Path, kind: str, **more: str) -> AsyncIterator[Parts]:
    """Start everything, with gates between the worker and all that it needs.

    `more` are settings of the worker.
    """
    async with AsyncExitStack() as stack:
        db, temporal, mail = await servers(stack, folder, kind)
        gates = await open_gates(stack, temporal, mail, db)
        key_ring(load(data_dir=folder))  # made for all of them
        settings = await asyncio.to_thread(
            load, data_dir=folder, database_url=db.url, temporal_address=gate_address(gates)
        )
        store = stack.enter_context(open_store(settings))
        told_worker = told(folder, gates, db) | more
        worker = Child([str(ROOT / "worker.py")], told_worker, log_of(folder))
        stack.push_async_callback(worker.stop)
        worker.start()
        stack.enter_context(beside(worker.supervise()))
        client = await connect_to(settings, gate_address(gates))
        yield Parts(temporal, mail, worker, db, gates, client, store)


@contextmanager
def beside(what: Coroutine[Any, Any, None]) -> Iterator[None]:
    """Do something beside for as long as this lasts."""
    task = asyncio.create_task(what)
    try:
        yield
    finally:
        task.cancel()


async def open_gates(
    stack: AsyncExitStack, temporal: DevServer, mail: Mail, db: Database
) -> Gates:
    """One gate for each server."""
    ports = [int(temporal.address.rpartition(":")[2]), mail.port, *([db.port] if db.port else [])]
    opened = [await stack.enter_async_context(Gate(port)) for port in ports]
    return Gates(opened[0], opened[1], opened[2] if db.port else None)


def gate_address(gates: Gates) -> str:
    """Where clients find Temporal's server."""
    return f"{HOST}:{gates.temporal.port}"


def told(folder: Path, gates: Gates, db: Database) -> dict[str, str]:
    """The settings of the worker: all its servers stand behind gates."""
    return {
        "TANDEM_DATA_DIR": str(folder),
        "TANDEM_DATABASE_URL": db.through(gates.database.port) if gates.database else db.url,
        "TANDEM_TEMPORAL_ADDRESS": gate_address(gates),
        "TANDEM_SMTP_HOST": HOST,
        "TANDEM_SMTP_PORT": str(gates.mail.port),
        "TANDEM_SMTP_TLS": "none",
        "TANDEM_LINK_SECRET": SECRET,
        "TANDEM_LOG_FORMAT": "json",
    }


def log_of(folder: Path) -> Path:
    """Where the worker writes what it does."""
    return folder / "log" / "worker.log"


__all__ = ["Parts", "Settings", "parts"]
