"""An installation of processes that tell Prometheus how they are, with a life going on in it."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from temporalio.exceptions import TemporalError

from adapters.temporal import process
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from entrypoints.launching import Launching
from tests.faults.cohort import EPOCH, Tempo, roster
from tests.faults.gate import HOST
from tests.faults.parts import ROOT, Child, Parts, beside, parts, told
from tests.ports import free_port

PAIRS = 12
TASK_QUEUE = "tandem"
TANDEM = ("-c", "import sys; from entrypoints.cli.main import main; main(sys.argv[1:])")
WORKER = ("-m", "tests.alarms.worker")
RPC = timedelta(seconds=5)
PACE = 0.25  # seconds between two commands, and between two looks at a page
PATIENCE = 180.0  # seconds


class Stage:
    """The parts, the web beside them, and where each tells its metrics."""

    def __init__(self, folder: Path, parts: Parts, web: Child, settings: dict[str, str]) -> None:
        self.folder = folder
        self.parts = parts
        self.web = web
        self.settings = settings
        self.token = ""
        self.asked = 0

    @property
    def page(self) -> str:
        """A page that needs the record."""
        return f"http://{HOST}:{self.settings['TANDEM_WEB_PORT']}/api/v1/cohorts"

    def tandem(self, *words: str) -> str:
        """Type a command; returns what it said."""
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **self.settings}
        command = [sys.executable, *TANDEM, *words]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=PATIENCE
        )
        return done.stdout + done.stderr

    async def launch(self, name: str, pairs: int, beat: float | None = None) -> list[str]:
        """Launch a cohort and see it open; with a beat it is a rehearsal of so many seconds."""
        store, people = self.parts.store, roster(name, pairs, "short")
        launching = Launching(self.parts.client, TASK_QUEUE, store.cohorts, store.board)
        clock = Tempo(beat).clock(datetime.now(UTC)) if beat else None
        await launching.launch(name, people, EPOCH if beat else None, clock)
        await until(lambda: len(store.board.cohort(name)) == pairs)
        return [pair.id for pair in people.pairs]

    async def ask(self, pair: str, command: str) -> None:
        """A manager pauses or resumes a pair, for some seconds at most."""
        self.asked += 1
        data = {"reason": "A week at sea."} if command == "pause" else {}
        request = Request(id=f"{command}-{self.asked}", by="manager", command=command, data=data)
        handle = self.parts.client.get_workflow_handle(mentorship_workflow(pair))
        with contextlib.suppress(TemporalError, TimeoutError):
            async with asyncio.timeout(RPC.total_seconds()):
                await handle.execute_update("ask", request, id=request.id, rpc_timeout=RPC)

    async def commands(self, pairs: list[str]) -> None:
        """Pause and resume one pair after the other, for ever."""
        async with asyncio.TaskGroup() as group:
            while True:
                for command in ("pause", "resume"):
                    for pair in pairs:
                        group.create_task(self.ask(pair, command))
                        await asyncio.sleep(PACE)

    async def visits(self) -> None:
        """Look at a page, for ever."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False, headers=headers) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    await http.get(self.page)
                await asyncio.sleep(PACE)

    def enter(self) -> None:
        """Get a key for the API."""
        self.tandem("staff", "add", "ops@example.org", "--name", "Ops", "--role", "admin")
        words = ("token", "add", "ops@example.org", "--name", "drill", "--scope", "boards.read")
        self.token = json.loads(self.tandem(*words, "--json"))["token"]


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; the drill ends where it never is."""
    if not await process.within(PATIENCE, true):
        raise AssertionError("what the drill waits for did not happen")


@asynccontextmanager
async def stage(folder: Path, targets: dict[str, str]) -> AsyncIterator[Stage]:
    """Start everything with a cohort in it; `targets` says where each job tells its metrics."""
    worker = {"TANDEM_METRICS_ADDRESS": targets["tandem-worker"], "TANDEM_WEBHOOK_PRIVATE": "1"}
    async with parts(folder, "postgres", **worker) as found:
        settings = told(folder, found.gates, found.database) | {
            "TANDEM_METRICS_ADDRESS": targets["tandem-web"],
            "TANDEM_WEB_PORT": str(free_port()),
            "TANDEM_WEBHOOK_PRIVATE": "1",
        }
        found.worker.kill()
        found.worker.become(list(WORKER))
        found.worker.start()
        web = Child([*TANDEM, "web"], settings, folder / "log" / "web.log")
        settings = {k: v for k, v in settings.items() if k != "TANDEM_METRICS_ADDRESS"}
        on = Stage(folder, found, web, settings)
        pairs = await on.launch("spring", PAIRS)
        await asyncio.to_thread(on.enter)
        web.start()
        try:
            with beside(web.supervise()), beside(on.commands(pairs)), beside(on.visits()):
                yield on
        finally:
            await web.stop()
