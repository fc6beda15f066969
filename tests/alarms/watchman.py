"""A real Prometheus that watches an installation by the rules that we ship."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import yaml

from adapters.temporal import process
from tests.alarms.faster import faster
from tests.deploy.prometheus import RULES
from tests.faults.gate import HOST
from tests.ports import free_port
from tests.tools import program

PATIENCE = 20.0  # seconds
GLANCE = 0.5  # seconds between two looks


class Alert(NamedTuple):
    """An alert that fires, as its reader gets it."""

    name: str
    labels: dict[str, str]
    summary: str
    description: str


class Watchman:
    """Answers what Prometheus knows; `targets` are the addresses of each job."""

    def __init__(self, folder: Path, targets: Mapping[str, str]) -> None:
        self._folder, self._targets = folder, targets
        self._port = free_port()
        self._process: subprocess.Popen[bytes]

    async def start(self) -> None:
        self._folder.mkdir(parents=True)
        file, data = self._folder / "prometheus.yml", self._folder / "data"
        file.write_text(yaml.safe_dump(self._config()), encoding="utf-8")
        (self._folder / "tandem.yml").write_text(faster(RULES.read_text("utf-8")), "utf-8")
        words = [f"--config.file={file}", f"--storage.tsdb.path={data}", "--log.level=warn"]
        address = f"--web.listen-address={HOST}:{self._port}"
        command = [program("prometheus"), *words, address]
        self._process = process.spawn(command, self._folder / "prometheus.log")
        async with asyncio.timeout(PATIENCE):
            while not await self._ready():  # noqa: ASYNC110  another process gets ready
                await asyncio.sleep(GLANCE)

    async def stop(self) -> None:
        await process.stop(self._process, PATIENCE)

    async def firing(self) -> list[Alert]:
        """Every alert that fires now."""
        found = (await self._get("alerts"))["alerts"]
        return [_alert(one) for one in found if one["state"] == "firing"]

    async def ask(self, expr: str) -> list[tuple[dict[str, str], float]]:
        """Evaluate an expression; the series with their values."""
        found = (await self._get("query", query=expr))["result"]
        return [(one["metric"], float(one["value"][1])) for one in found]

    async def _get(self, what: str, **words: str) -> Any:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            answer = await http.get(f"http://{HOST}:{self._port}/api/v1/{what}", params=words)
            return answer.raise_for_status().json()["data"]

    async def _ready(self) -> bool:
        try:
            return bool(await self.ask("vector(1)"))
        except httpx.HTTPError:
            return False

    def _config(self) -> dict[str, Any]:
        every = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        jobs = [
            {"job_name": job, "static_configs": [{"targets": [address]}]}
            for job, address in self._targets.items()
        ]
        return {"global": every, "rule_files": ["tandem.yml"], "scrape_configs": jobs}


@asynccontextmanager
async def watching(folder: Path, targets: Mapping[str, str]) -> AsyncIterator[Watchman]:
    """Start it, and stop it in the end."""
    watchman = Watchman(folder, targets)
    await watchman.start()
    try:
        yield watchman
    finally:
        await watchman.stop()


def _alert(one: dict[str, Any]) -> Alert:
    labels, words = one["labels"], one["annotations"]
    return Alert(labels["alertname"], labels, words["summary"], words["description"])
