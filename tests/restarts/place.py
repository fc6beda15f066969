"""An installation of which every process can be replaced: two workers, two that serve pages."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.temporal import process
from entrypoints.bootstrap import Store, make_links, open_store
from entrypoints.engine import connect_to
from entrypoints.launching import Launching
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings, load
from tests.acceptance.installation import TANDEM, without_settings
from tests.faults.cohort import roster
from tests.faults.parts import SECRET, Child, servers
from tests.ports import HOST, free_port
from tests.restarts.balancer import Balancer, balancing

STARTS_WITHIN = 120.0  # seconds
STOPS_WITHIN = 30.0  # seconds: what the runbook tells to give each process
COHORT = "spring"
MADE = datetime(2026, 1, 5, tzinfo=UTC)
FOR_LONG = timedelta(days=3650)
COMMAND = ("-c", "import sys; from entrypoints.cli.main import main; main(sys.argv[1:])")
SERVICES = ("worker", "web")


class Place:
    """The processes by service; `took` are the seconds that each needed to stop."""

    def __init__(self, folder: Path, known: dict[str, str], balancer: Balancer) -> None:
        self.settings = {f"TANDEM_{name.upper()}": value for name, value in known.items()}
        self.balancer = balancer
        self.running: dict[str, list[Child]] = {service: [] for service in SERVICES}
        self.took: list[tuple[str, float]] = []
        self._folder = folder
        self._hired = 0

    async def start(self, service: str) -> None:
        """Start one more, and wait until it says that it is ready."""
        self._hired += 1
        port = free_port()
        words = ["web", "--port", str(port)] if service == "web" else [service]
        own = {} if service == "web" else {"TANDEM_HEALTH_ADDRESS": f"{HOST}:{port}"}
        log = self._folder / "log" / f"{service}-{self._hired}.log"
        child = Child([*COMMAND, *words], self.settings | own, log)
        child.start()
        self.running[service].append(child)
        async with asyncio.timeout(STARTS_WITHIN):
            if service == "web":
                await self.balancer.join(port)
            while not await self.balancer.finds_ready(port):  # noqa: ASYNC110  it asks
                await asyncio.sleep(0.2)

    async def replace(self, service: str) -> None:
        """Start another one, then tell the oldest to stop, and see it end by itself."""
        await self.start(service)
        oldest, began = self.running[service].pop(0), time.monotonic()
        oldest.send(signal.SIGTERM)
        if not await process.within(STOPS_WITHIN, oldest.is_over):
            oldest.kill()
            raise AssertionError(f"a {service} did not stop within {STOPS_WITHIN:g} s")
        self.took.append((service, time.monotonic() - began))

    async def crash(self, service: str) -> None:
        """The oldest is gone without a word, and another one is started for it."""
        self.running[service].pop(0).kill()
        await self.start(service)

    async def stop(self) -> None:
        """End all of them."""
        everybody = [child for service in self.running.values() for child in service]
        await asyncio.gather(*(child.stop() for child in everybody))

    def tandem(self, *words: str) -> str:
        """Type a command; returns what it said."""
        environment = without_settings() | self.settings
        done = subprocess.run(
            [str(TANDEM), *words], check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout

    def token(self) -> str:
        """A key to the API for whoever runs the program."""
        self.tandem("staff", "add", "ops@example.org", "--name", "Ops", "--role", "admin")
        scopes = ("--scope", "boards.read", "--scope", "pairs.command")
        words = ("token", "add", "ops@example.org", "--name", "drill", *scopes)
        return str(json.loads(self.tandem(*words, "--json"))["token"])


class Pairs:
    """The cohort: its pairs, the links of its people, and what the record has of them."""

    def __init__(self, ids: list[str], store: Store, settings: Settings) -> None:
        self.ids = ids
        self._store = store
        self._links = make_links(settings)

    def link(self, pair: str, person: str) -> str:
        """What a mail would have brought to somebody."""
        return self._links.url(pair, person, "agreement", MADE + FOR_LONG)

    def people(self, pair: str) -> tuple[str, str]:
        """The mentee and the mentor."""
        opened = self._store.events.stream(pair)[0].data
        return opened["mentee"]["person"], opened["mentor"]["person"]

    def said(self, pair: str, fact: str, field: str) -> list[str]:
        """What facts of a name hold in a field, in order."""
        facts = (one for one in self._store.events.stream(pair) if one.type == fact)
        return [one.data[field] for one in facts]


@asynccontextmanager
async def place(folder: Path, kind: str, pairs: int) -> AsyncIterator[tuple[Place, Pairs]]:
    """Start everything, and open a cohort of so many pairs."""
    async with AsyncExitStack() as stack:
        db, temporal, mail = await servers(stack, folder, kind)
        known = {
            "data_dir": str(folder),
            "database_url": db.url,
            "temporal_address": temporal.address,
            "smtp_host": HOST,
            "smtp_port": str(mail.port),
            "smtp_tls": "none",
            "link_secret": SECRET,
            "public_url": f"http://{HOST}:{free_port()}",
            "log_format": "json",
        }
        key_ring(load(data_dir=folder))  # made for all of them
        settings = load(**known)
        store = stack.enter_context(open_store(settings))
        there = Place(folder, known, await stack.enter_async_context(balancing(settings)))
        stack.push_async_callback(there.stop)
        await asyncio.gather(*(there.start(one) for one in (*SERVICES, *SERVICES)))
        yield there, await opened(settings, store, pairs)


async def opened(settings: Settings, store: Store, pairs: int) -> Pairs:
    """Launch a cohort, and wait until all of its pairs have opened."""
    people = roster(COHORT, pairs, "short")
    client = await connect_to(settings, str(settings.temporal_address))
    await Launching(client, "tandem", store.cohorts, store.board).launch(COHORT, people, None)
    if not await process.within(STARTS_WITHIN, lambda: len(store.board.cohort(COHORT)) == pairs):
        raise AssertionError("the pairs did not open")
    return Pairs([pair.id for pair in people.pairs], store, settings)
