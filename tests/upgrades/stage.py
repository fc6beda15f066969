"""An installation of processes under hundreds of pairs, whose workers can be of any release."""

import asyncio
import dataclasses
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Client

from adapters.temporal.codec import Cipher, converter
from adapters.temporal.connection import connect
from entrypoints.bootstrap import open_store
from entrypoints.secrets import key_ring
from entrypoints.settings import load
from tests.acceptance.installation import TANDEM, without_settings
from tests.faults.gate import HOST
from tests.faults.parts import ROOT, SECRET, Child, Gates, Parts, servers


class Stage(Parts):
    """Parts whose workers come and go; `settings` are those of every process."""

    settings: dict[str, str]
    folder: Path
    parts: AsyncExitStack

    def hire(self, build: str, words: Sequence[str] = (), root: Path = ROOT, **more: str) -> Child:
        """Start a worker: with a version unless that is empty, of the code below `root`."""
        told = self.settings | more | ({"TANDEM_BUILD_ID": build} if build else {})
        told["PYTHONPATH"] = str(root)
        command = list(words) or [str(root / "worker.py")]
        child = Child(command, told, self.log(build or "old"))
        self.parts.push_async_callback(child.stop)
        child.start()
        return child

    def log(self, name: str) -> Path:
        """Where a worker writes what it does."""
        return self.folder / "log" / f"worker-{name}.log"

    async def launched(self, old: Path, *words: str) -> None:
        """Let the release before launch its cohorts."""
        command = [sys.executable, str(ROOT / "tests" / "upgrades" / "launch.py"), *words]
        told = without_settings() | self.settings | {"PYTHONPATH": str(old)}
        await asyncio.to_thread(subprocess.run, command, check=True, env=told)

    async def tandem(self, *words: str) -> str:
        """Type a command, again until it is done; tells what it said."""
        for _ in range(60):
            done = await asyncio.to_thread(
                subprocess.run,
                [str(TANDEM), *words],
                check=False,
                capture_output=True,
                text=True,
                env=without_settings() | self.settings,
            )
            if done.returncode == 0:
                return done.stdout
            await asyncio.sleep(1)
        raise AssertionError(f"tandem {' '.join(words)}: {done.stderr}")


class InClear(Cipher):
    """Reads what is encrypted and writes in clear, so that workers of every release read it."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)


@asynccontextmanager
async def stage(folder: Path, kind: str, old: Path, *cohorts: float) -> AsyncIterator[Stage]:
    """Start everything, with pairs that the code below `old` has launched and looks after."""
    async with AsyncExitStack() as stack:
        db, temporal, mail = await servers(stack, folder, kind)
        ring = key_ring(load(data_dir=folder))
        nobody: Any = None
        client = await patient_client(temporal.address, InClear(ring), ring)
        made = Stage(temporal, mail, nobody, db, Gates(nobody, nobody, None), client, nobody)
        made.folder, made.parts = folder, stack
        made.settings = {
            "TANDEM_DATA_DIR": str(folder),
            "TANDEM_DATABASE_URL": db.url,
            "TANDEM_TEMPORAL_ADDRESS": temporal.address,
            "TANDEM_SMTP_HOST": HOST,
            "TANDEM_SMTP_PORT": str(mail.port),
            "TANDEM_SMTP_TLS": "none",
            "TANDEM_LINK_SECRET": SECRET,
            "TANDEM_LOG_FORMAT": "json",
        }
        made.worker = made.hire("", root=old)
        while "worker_started" not in made.log("old").read_text():  # noqa: ASYNC110  a process
            await asyncio.sleep(0.2)
        await made.launched(old, *map(str, cohorts))
        settings = load(data_dir=folder, database_url=db.url, temporal_address=temporal.address)
        made.store = stack.enter_context(open_store(settings))
        yield made


async def patient_client(address: str, codec: Cipher, ring: Any) -> Client:
    """The client of people who don't know which release serves them."""
    reading = dataclasses.replace(converter(ring), payload_codec=codec)
    return await connect(address, data_converter=reading)
