"""One of two hundred pairs is broken: the others go on, the doctor names it, and it heals."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from temporalio.client import Client

from adapters.mail.compose import Composer
from adapters.temporal.dev_server import DevServer
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from domain.mentorship.events import EVENTS
from domain.mentorship.events.base import Event
from domain.mentorship.messages import Message
from domain.mentorship.storage import fact_id
from domain.record import Batch, StoredFact
from entrypoints.bootstrap import Store, make_composer, open_store
from entrypoints.cli.checks import examine
from entrypoints.engine import connect_to
from entrypoints.fleet.seen import listing
from entrypoints.fleet.wanted import Wanted
from entrypoints.launching import Launching
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings, load
from entrypoints.workers import Post, make_worker
from entrypoints.working import search_attributes
from tests.faults.cohort import roster

PAIRS = 200
UNREADABLE, UNWRITABLE = "spring-N077-M077", "spring-N123-M123"
UNKNOWN = "from_the_future"


class Writer:
    """A mailer that writes each letter and keeps its effect; one pair's template is broken."""

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        self.sent: list[str] = []
        self.broken = True

    async def send(self, message: Message) -> None:
        """Write a letter, unless its template raises."""
        if self.broken and message.mentorship == UNWRITABLE:
            raise UndefinedError("'manger' is undefined")
        self.composer.compose(message)
        self.sent.append(message.id)


class Cohort:
    """Two hundred pairs on a real server with a real record."""

    def __init__(self, settings: Settings, client: Client, store: Store, writer: Writer) -> None:
        self.settings = settings
        self.client = client
        self.store = store
        self.writer = writer
        self.ids = [pair.id for pair in roster("spring", PAIRS, "short").pairs]

    async def pause(self, pair: str) -> None:
        """The manager pauses a pair."""
        handle = self.client.get_workflow_handle(mentorship_workflow(pair))
        told = {"reason": "A week at sea."}
        request = Request(id=f"pause-{pair}", by="manager", command="pause", data=told)
        await handle.execute_update("ask", request, id=request.id)

    def stage(self, pair: str) -> str:
        """Where a pair stands on the board."""
        row = self.store.board.pair(pair)
        return row.last_event if row else ""

    def poison(self, pair: str) -> None:
        """Write a fact behind the back of its mentorship that nobody can read."""
        at = datetime.now(UTC)
        fact = StoredFact(
            id=fact_id(pair, 2, UNKNOWN, at.isoformat(), {}),
            stream=pair,
            version=2,
            type=UNKNOWN,
            schema_version=1,
            at=at,
            cause="by hand",
            data={},
        )
        self.store.events.append(Batch(stream=pair, cohort="spring", expected=1, facts=(fact,)))

    async def findings(self, name: str) -> tuple[str, ...]:
        """What the doctor lists under a heading."""
        return next(c.details for c in await examine(self.settings) if c.name == name)

    async def complaints(self, name: str) -> tuple[str, ...]:
        """The same, once there is something."""
        found: tuple[str, ...] = ()
        async with asyncio.timeout(30):
            while not found:
                await asyncio.sleep(0.5)
                found = await self.findings(name)
        return found


async def until(true: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  it is a matter of the record and the engine
            await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
async def cohort(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cohort]:
    folder: Path = tmp_path_factory.mktemp("poisoned")
    async with DevServer(folder, search_attributes=search_attributes()) as server:
        key_ring(load(data_dir=folder))
        settings = load(data_dir=folder, temporal_address=server.address)
        client = await connect_to(settings, server.address)
        with open_store(settings) as store:
            writer = Writer(make_composer(settings))
            name = writer.composer.message_id
            async with make_worker(client, settings.task_queue, store, Post(writer, name)):
                launching = Launching(client, settings.task_queue, store.cohorts, store.board)
                await launching.launch("spring", roster("spring", PAIRS, "short"))
                await until(lambda: len(store.board.cohort("spring")) == PAIRS, 60)
                yield Cohort(settings, client, store, writer)


async def test_a_template_that_raises_holds_up_one_pair_and_is_named_until_it_is_mended(
    cohort: Cohort,
) -> None:
    await until(lambda: len(cohort.writer.sent) == 2 * (PAIRS - 1), 60)
    listed = await cohort.complaints("Messages")

    assert {line.partition("/")[0] for line in listed} == {UNWRITABLE}
    assert all("UndefinedError: 'manger' is undefined" in line for line in listed)

    cohort.writer.broken = False  # a worker with a mended template
    await until(lambda: len(cohort.writer.sent) == 2 * PAIRS, 60)
    assert len(set(cohort.writer.sent)) == 2 * PAIRS
    assert await cohort.findings("Messages") == ()


async def test_a_fact_that_nobody_can_read_stops_one_pair_and_is_named_until_it_is_known(
    cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort.poison(UNREADABLE)

    async with asyncio.TaskGroup() as asking:
        waiting = asking.create_task(cohort.pause(UNREADABLE))
        others = [pair for pair in cohort.ids if pair != UNREADABLE]
        await asyncio.gather(*map(cohort.pause, others))
        listed = await cohort.complaints("Workflows")

        assert {cohort.stage(pair) for pair in others} == {"mentorship_paused"}
        assert cohort.stage(UNREADABLE) == "mentorship_opened"
        assert not waiting.done()
        assert listed == (
            f"{UNREADABLE}: UnknownEvent: {UNREADABLE} holds an unknown event '{UNKNOWN}'.",
        )
        (wedged,) = (await listing(cohort.client, Wanted(wedged=True), datetime.now(UTC), 9)).shown
        assert (wedged.id, bool(wedged.problems)) == (UNREADABLE, True)

        monkeypatch.setitem(EVENTS, UNKNOWN, Event)  # a worker of a newer release
        async with asyncio.timeout(60):
            await waiting

    facts = [fact.type for fact in cohort.store.events.stream(UNREADABLE)]
    assert facts == ["mentorship_opened", UNKNOWN, "mentorship_paused"]
    assert await cohort.findings("Workflows") == ()
