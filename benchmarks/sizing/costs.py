"""What one turn of one pair costs: on a real server, in a real worker process, in real records."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from temporalio.client import Client

from adapters.store.projector import Projector
from adapters.temporal.launcher import TemporalLauncher, mentorship_workflow
from benchmarks.append import on_postgres, on_sqlite
from benchmarks.diligent import Couple
from benchmarks.facts import batch
from benchmarks.launch import COHORT, pair
from benchmarks.lifecycle import SKIPPING, lived
from benchmarks.rows import in_turn
from benchmarks.sizing.lives import lives
from domain.mentorship.commands import Request
from domain.model import Model
from entrypoints.bootstrap import Store, open_store
from entrypoints.demo.world import demo_settings
from entrypoints.embedded import Installation, embedded
from entrypoints.engine import connect_to
from entrypoints.lived.moving_in import write
from entrypoints.working import search_attributes
from tests.postgres.server import PostgresServer

WARM_UP, PAIRS = 20, 120
WRITTEN = 24
"""Lives that are written into a record to see how large it becomes."""

APPENDS = 300
AT_ONCE = 8
PATIENCE = 300.0  # seconds
GLANCE = 0.2  # seconds
TANDEM = Path(sys.executable).with_name("tandem")
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Life(Model):
    """The standard life in the engine; actions are those that Temporal Cloud bills."""

    turns: int
    actions: int
    events: int
    history_bytes: int
    runs: int


class Turns(Model):
    """One turn with two letters, in a worker process of its own; CPU with everything in it."""

    worker_ms_of_time: float
    worker_ms_of_people: float
    server_ms_of_time: float
    server_ms_of_people: float
    cached_kib: float
    state_transitions: float


class Record(Model):
    """What a fact takes in the database, read models and letters included, and how long."""

    sqlite_bytes: float
    postgres_bytes: float
    sqlite_append_ms: float
    postgres_append_ms: float


def life() -> Life:
    """Live the standard life and read its histories."""
    found = asyncio.run(lived(Couple()))
    events = [e for run in found.runs for e in run.events if e.event_type not in SKIPPING]
    return Life(
        turns=1 + found.happened["deadlines"] + found.happened["commands"],
        actions=found.actions.total(),
        events=len(events),
        history_bytes=sum(event.ByteSize() for event in events),
        runs=len(found.runs),
    )


def turns() -> Turns:
    """Let a worker open pairs, then let people pause them, and look at its CPU."""
    return asyncio.run(_turns())


async def _turns() -> Turns:
    with tempfile.TemporaryDirectory() as folder:
        settings = demo_settings(Path(folder))
        async with embedded(settings, search_attributes=search_attributes(), ui=False) as place:
            client = await connect_to(settings, place.temporal_address)
            with _worker(Path(folder)) as worker:
                return await _watched(client, settings.task_queue, place, worker)


async def _watched(client: Client, queue: str, place: Installation, worker: int) -> Turns:
    launcher, server = TemporalLauncher(client, queue), _server()
    names = [str(number) for number in range(WARM_UP + PAIRS)]

    async def open_(some: list[str]) -> None:
        await launcher.start(COHORT, [pair(name) for name in some])

    await open_(names[:WARM_UP])
    await _letters(place, 2 * WARM_UP)
    before, memory = (_cpu(worker), _cpu(server)), _resident(worker)
    await open_(names[WARM_UP:])
    await _letters(place, 2 * len(names))
    opened, after = (_cpu(worker), _cpu(server)), _resident(worker)
    room = asyncio.Semaphore(AT_ONCE)

    async def pause(name: str) -> None:
        ask = Request(id=f"pause-{name}", by="manager", command="pause", data={"reason": "Leave."})
        async with room:
            handle = client.get_workflow_handle(mentorship_workflow(pair(name).id))
            await handle.execute_update("ask", ask, id=ask.id)

    await asyncio.gather(*map(pause, names[WARM_UP:]))
    await _letters(place, 2 * len(names) + 2 * PAIRS)
    paused = _cpu(worker), _cpu(server)
    found = await client.get_workflow_handle(mentorship_workflow(pair(names[-1]).id)).describe()
    return Turns(
        worker_ms_of_time=_each(before[0], opened[0]),
        worker_ms_of_people=_each(opened[0], paused[0]),
        server_ms_of_time=_each(before[1], opened[1]),
        server_ms_of_people=_each(opened[1], paused[1]),
        cached_kib=(after - memory) / PAIRS / 1024,
        state_transitions=found.raw_info.state_transition_count / 2,
    )


def record() -> Record:
    """Write lives into both databases, and append in turn to empty ones."""
    pages = [page for one in lives(WRITTEN) for page in one.pages]
    facts = sum(len(page.batch.facts) for page in pages)

    def bytes_a_fact(store: Store, size: Callable[[Engine], int]) -> float:
        before = size(store.engine)
        write(store, pages, lambda letter: f"<{letter}@sizing>")
        Projector(store.engine, store.events).catch_up()
        return (size(store.engine) - before) / facts

    with tempfile.TemporaryDirectory() as folder:
        settings = demo_settings(Path(folder))
        with open_store(settings) as store:
            on_file = bytes_a_fact(store, _sqlite_size)
        with PostgresServer(Path(folder)) as server:
            there = settings.model_copy(update={"database_url": server.create("sizing")})
            with open_store(there) as store:
                on_server = bytes_a_fact(store, _postgres_size)
    return Record(
        sqlite_bytes=on_file,
        postgres_bytes=on_server,
        sqlite_append_ms=_append_ms("sqlite"),
        postgres_append_ms=_append_ms("postgres"),
    )


def _append_ms(kind: str) -> float:
    """One fact with its board row, by one connection."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        make = on_sqlite if kind == "sqlite" else on_postgres
        ours = make(Path(folder), opened)[0]
        shown = [batch(f"sizing-{n}", 1, shown=True) for n in range(APPENDS)]
        (seconds,) = in_turn([lambda n: ours.append(shown[n])], APPENDS)
    return seconds * 1000


def _sqlite_size(engine: Engine) -> int:
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        return int(pages * connection.execute(text("PRAGMA page_size")).scalar_one())


def _postgres_size(engine: Engine) -> int:
    with engine.connect() as connection:
        size = text("SELECT pg_database_size(current_database())")
        return int(connection.execute(size).scalar_one())


@contextmanager
def _worker(folder: Path) -> Iterator[int]:
    """A worker of its own, as in production; tells its process."""
    command = [str(TANDEM), "worker", "--data", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _server() -> int:
    """The process of Temporal's server, which is a child of ours."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii").split()
    found = [pid for pid in children if "start-dev" in Path(f"/proc/{pid}/cmdline").read_text()]
    return int(found[0])


def _cpu(process: int) -> float:
    """The CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _resident(process: int) -> int:
    return PAGE * int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])


def _each(before: float, after: float) -> float:
    """Milliseconds a pair."""
    return (after - before) * 1000 / PAIRS


async def _letters(place: Installation, count: int) -> None:
    """Wait until so many letters have arrived."""
    new = place.maildir / "new"
    async with asyncio.timeout(PATIENCE):
        while not new.exists() or sum(1 for _ in new.iterdir()) < count:  # noqa: ASYNC110  mail
            await asyncio.sleep(GLANCE)
    await asyncio.sleep(1)  # the last turns end
