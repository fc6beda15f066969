"""The troubles of the drill: what each breaks, which alerts it sets off, how it is mended."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import psycopg
from sqlalchemy import update

from adapters.store.webhook_schema import webhook_table
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.storage import fact_id
from domain.record import Batch, StoredFact
from domain.webhooks.attempts import ATTEMPTS
from entrypoints.bootstrap import make_composer
from entrypoints.lived.moving_in import move_in
from entrypoints.settings import load
from tests.alarms.stage import TASK_QUEUE, WORKER, Stage, until
from tests.alarms.worker import UNKNOWN
from tests.faults.database import NAME
from tests.faults.gate import HOST, Gate
from tests.faults.parts import Child, beside
from tests.ports import free_port

Cause = Callable[[Stage], AbstractAsyncContextManager[None]]


class Trouble(NamedTuple):
    """What goes wrong, and which alerts must fire while it lasts."""

    says: str
    cause: Cause
    alerts: tuple[str, ...]


@asynccontextmanager
async def web_gone(on: Stage) -> AsyncIterator[None]:
    on.web.kill()
    yield
    on.web.start()


@asynccontextmanager
async def workers_gone(on: Stage) -> AsyncIterator[None]:
    on.parts.worker.kill()
    yield
    on.parts.worker.start()


@asynccontextmanager
async def shut(gate: Gate) -> AsyncIterator[None]:
    """Break every connection, and let nobody through."""
    gate.open = False
    gate.cut()
    yield
    gate.open = True


@asynccontextmanager
async def engine_away(on: Stage) -> AsyncIterator[None]:
    """While pairs have dues every few seconds."""
    await on.launch("hurried", 12, beat=8.0)
    async with shut(on.parts.gates.temporal):
        yield


@asynccontextmanager
async def database_away(on: Stage) -> AsyncIterator[None]:
    gate = on.parts.gates.database
    assert gate is not None
    async with shut(gate):
        yield


@asynccontextmanager
async def database_read_only(on: Stage) -> AsyncIterator[None]:
    """As a standby is after half a fail-over."""
    with psycopg.connect(on.parts.database.url, autocommit=True) as admin:
        admin.execute("SET default_transaction_read_only = off")
        await asyncio.to_thread(read_only, admin, "on")
        yield
        await asyncio.to_thread(read_only, admin, "off")


def read_only(admin: psycopg.Connection, how: str) -> None:
    """For every connection from now on; those of old are ended."""
    admin.execute(f"ALTER DATABASE {NAME} SET default_transaction_read_only = {how}".encode())
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


@asynccontextmanager
async def record_locked_often(on: Stage) -> AsyncIterator[None]:
    """Somebody holds the table of events again and again."""
    with beside(lock_often(on.parts.database.url)):
        yield


async def lock_often(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url) as other:
        while True:
            async with other.transaction():
                await other.execute("LOCK TABLE event IN EXCLUSIVE MODE")
                await asyncio.sleep(1.8)
            await asyncio.sleep(0.2)


@asynccontextmanager
async def projector_held_up(on: Stage) -> AsyncIterator[None]:
    """Somebody holds the row that says how far the read models are."""
    async with await psycopg.AsyncConnection.connect(on.parts.database.url) as other:
        await other.execute("SELECT * FROM projection FOR UPDATE")
        yield


@asynccontextmanager
async def mail_full(on: Stage) -> AsyncIterator[None]:
    on.parts.mail.be("full")
    await on.launch("unwritten", 6)
    yield
    on.parts.mail.be("fine")


@asynccontextmanager
async def mail_gone(on: Stage) -> AsyncIterator[None]:
    on.parts.mail.kill()
    yield
    on.parts.mail.start()


@asynccontextmanager
async def mail_strict(on: Stage) -> AsyncIterator[None]:
    """Every address is refused; the alert ends when the last bounce is six hours old."""
    on.parts.mail.be("strict")
    await on.launch("unknown", 6)
    yield
    on.parts.mail.be("fine")


@asynccontextmanager
async def mail_hangs(on: Stage) -> AsyncIterator[None]:
    """The mail server takes connections and says nothing, while a large cohort is launched."""
    gate = on.parts.gates.mail
    gate.flowing.clear()
    await on.launch("crowd", 130)
    yield
    gate.cut()
    gate.flowing.set()


@asynccontextmanager
async def worker_throttled(on: Stage) -> AsyncIterator[None]:
    """The worker gets a sliver of a processor, while people ask for much."""
    pairs = await on.launch("eager", 40)
    with beside(throttle(on.parts.worker)), beside(on.commands(pairs)), beside(on.commands(pairs)):
        yield
    on.parts.worker.send(signal.SIGCONT)


async def throttle(worker: Child) -> None:
    while True:
        worker.send(signal.SIGSTOP)
        await asyncio.sleep(0.7)
        worker.send(signal.SIGCONT)
        await asyncio.sleep(0.1)


@asynccontextmanager
async def inbox_unattended(on: Stage) -> AsyncIterator[None]:
    """A cohort that has lived for nine weeks, with cases that nobody looks at."""
    settings = load(data_dir=on.folder, database_url=on.parts.database.url)
    name = make_composer(settings).message_id
    await move_in(on.parts.client, TASK_QUEUE, on.parts.store, name)
    yield
    for case in on.parts.store.board.inbox():
        words = ("dismiss", "--note", "They have met meanwhile.")
        await asyncio.to_thread(on.tandem, "inbox", "decide", case.id, *words)


@asynccontextmanager
async def receiver_gone(on: Stage) -> AsyncIterator[None]:
    """Nobody takes a webhook's events; the day of waiting between the attempts is left out."""
    url = f"http://{HOST}:{free_port()}/events"
    await asyncio.to_thread(on.tandem, "webhook", "add", url)
    hooks = on.parts.store.webhooks
    await until(lambda: hooks.list()[0].progress.attempts > 0)
    waited = update(webhook_table).values(attempts=ATTEMPTS - 1, next_at=datetime.now(UTC))
    with on.parts.store.engine.begin() as connection:
        connection.execute(waited)
    yield
    await asyncio.to_thread(on.tandem, "webhook", "remove", hooks.list()[0].id)


@asynccontextmanager
async def workflow_dropped(on: Stage) -> AsyncIterator[None]:
    """Somebody ends a pair's workflow by hand."""
    (pair,) = await on.launch("dropped", 1)
    await on.parts.client.get_workflow_handle(mentorship_workflow(pair)).terminate()
    yield
    await asyncio.to_thread(on.tandem, "recover")


@asynccontextmanager
async def pair_poisoned(on: Stage) -> AsyncIterator[None]:
    """A fact of a newer release; it is mended by a worker of that release, which stays."""
    (pair,) = await on.launch("poisoned", 1)
    poison(on, pair)
    with beside(on.ask(pair, "pause")):
        yield
    on.parts.worker.kill()
    on.parts.worker.become([*WORKER, "newer"])
    on.parts.worker.start()


def poison(on: Stage, pair: str) -> None:
    """Write a fact that nobody can read behind the back of its mentorship."""
    at, version = datetime.now(UTC), len(on.parts.store.events.stream(pair))
    fact = StoredFact(
        id=fact_id(pair, version + 1, UNKNOWN, at.isoformat(), {}),
        stream=pair,
        version=version + 1,
        type=UNKNOWN,
        schema_version=1,
        at=at,
        cause="by hand",
        data={},
    )
    on.parts.store.events.append(
        Batch(stream=pair, cohort="poisoned", expected=version, facts=(fact,))
    )


TROUBLES = (
    Trouble("the web is killed", web_gone, ("TandemProcessDown",)),
    Trouble("all workers are killed", workers_gone, ("TandemNobodyPolls", "TandemNobodyCounts")),
    Trouble(
        "Temporal is away",
        engine_away,
        ("TandemEngineAway", "TandemPairsOverdue", "TandemProgramStands"),
    ),
    Trouble("the database is away", database_away, ("TandemRequestsFail",)),
    Trouble("the database is read-only", database_read_only, ("TandemRecordRefuses",)),
    Trouble("the record is locked again and again", record_locked_often, ("TandemRecordSlow",)),
    Trouble("the projector is held up", projector_held_up, ("TandemReadModelsBehind",)),
    Trouble("the mail server is gone", mail_gone, ("TandemCheckFails",)),
    Trouble("the mail server has no room", mail_full, ("TandemMailWaits", "TandemLettersWait")),
    Trouble("the mail server hangs", mail_hangs, ("TandemSlotsExhausted",)),
    Trouble("the worker is throttled", worker_throttled, ("TandemWorkersBehind",)),
    Trouble("nobody looks at the inbox", inbox_unattended, ("TandemInboxUnattended",)),
    Trouble("a receiver of webhooks is gone", receiver_gone, ("TandemWebhooksGivenUp",)),
    Trouble("a workflow is dropped", workflow_dropped, ("TandemDrift",)),
    Trouble("a pair is poisoned", pair_poisoned, ("TandemWorkflowsFail",)),
    Trouble("the mail server refuses all", mail_strict, ("TandemMailBounces",)),
)
