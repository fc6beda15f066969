"""Versions side by side on a real server: pairs move, and a broken version is taken back."""

import asyncio
import contextlib
import json
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError

from adapters.mail.fake import FakeMailer
from adapters.temporal.dev_server import DevServer
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from entrypoints.bootstrap import Store, open_store
from entrypoints.cli.checks import examine
from entrypoints.cli.main import run
from entrypoints.engine import connect_to
from entrypoints.launching import Launching
from entrypoints.settings import Settings, load
from entrypoints.versions import versioning
from entrypoints.workers import Crew, Post, make_worker
from entrypoints.working import search_attributes
from tests.faults.cohort import roster
from tests.upgrades.other_code import Hasty, Newer
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow

PAIRS = 12
PATIENCE = timedelta(seconds=10)
MOVES_EVERY = 8  # looks
NO_ANSWER = (RPCError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError)


class Cohort:
    """A dozen pairs, their people, and workers of every version."""

    def __init__(self, settings: Settings, client: Client, store: Store) -> None:
        self.settings = settings
        self.client = client
        self.store = store
        self.mailer = FakeMailer()
        self.ids = [pair.id for pair in roster("spring", PAIRS, "short").pairs]
        self.rounds = 0

    def worker(self, build: str | None, code: type = MentorshipWorkflow) -> Crew:
        """A worker as in production, with the code of one version."""
        settings = self.settings.model_copy(update={"build_id": build})
        post = Post(self.mailer, "<{}@tandem>".format)
        given: dict[str, Any] = {"code": (code, CohortWorkflow), **versioning(settings)}
        return make_worker(self.client, settings.task_queue, self.store, post, **given)

    async def everybody_asks(self) -> list[asyncio.Task[Any]]:
        """Each mentee names a gap: one Update for each pair."""
        self.rounds += 1
        return [asyncio.create_task(self.ask(pair, self.rounds)) for pair in self.ids]

    async def ask(self, pair: str, number: int) -> None:
        told = {"skills": [f"skill {number}"]}
        request = Request(id=f"{pair}/{number}", by="mentee", command="name_gaps", data=told)
        there, this = self.workflow(pair), asyncio.current_task()
        while not (this and this.cancelling()):  # whoever gets no answer asks again
            with contextlib.suppress(*NO_ANSWER):  # the client says so of a cancelled one too
                await there.execute_update("ask", request, id=request.id, rpc_timeout=PATIENCE)
                return
            await asyncio.sleep(0.5)

    async def signal(self, name: str) -> None:
        """Tell every pair something; unlike an Update, it stays until it is heard."""
        for pair in self.ids:
            await self.workflow(pair).signal(name)

    async def step(self) -> None:
        """Give every pair a step to take: only with one does it move to another version."""
        await self.signal("catch_up")

    async def runs(self) -> set[str | None]:
        """The runs that the pairs are in."""
        return {(await self.workflow(pair).describe()).run_id for pair in self.ids}

    async def roll(self) -> None:
        """Have every pair begin a new run: a patch counts from there on."""
        before = await self.runs()
        await self.signal("roll")
        await eventually(lambda: self.still_in(before), set(), self.step)

    async def still_in(self, before: set[str | None]) -> set[str | None]:
        return before & await self.runs()

    def workflow(self, pair: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(mentorship_workflow(pair))

    async def all_are_answered(self) -> None:
        async with asyncio.timeout(120):
            await asyncio.gather(*await self.everybody_asks())

    async def tandem(self, *words: str) -> int:
        """Type a command."""
        return await asyncio.to_thread(run, [*words, "--data", str(self.settings.data_dir)])

    def whole(self) -> bool:
        """Nothing is lost and nothing doubled: every fact once, and every letter."""
        causes = ["launch", *(str(number) for number in range(1, self.rounds + 1))]
        for pair in self.ids:
            facts = self.store.events.stream(pair)
            assert [fact.version for fact in facts] == list(range(1, self.rounds + 2))
            assert [fact.cause.removeprefix(f"{pair}/") for fact in facts] == causes
        sent = Counter(message.id for message in self.mailer.sent)
        assert set(sent.values()) == {1}
        return len(sent) == 2 * PAIRS

    async def stuck(self) -> tuple[str, ...]:
        """The workflows that the doctor names."""
        found = await examine(self.settings)
        return next(check.details for check in found if check.name == "Workflows")


@pytest.fixture
async def cohort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cohort]:
    async with DevServer(tmp_path, search_attributes=search_attributes()) as server:
        monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", server.address)
        monkeypatch.setenv("TANDEM_KEYS", f"k1:{b64encode(bytes(32)).decode()}")
        settings = load(data_dir=tmp_path)
        client = await connect_to(settings, server.address)
        with open_store(settings) as store:
            yield Cohort(settings, client, store)


@asynccontextmanager
async def opened(cohort: Cohort) -> AsyncIterator[None]:
    """Pairs that were opened by workers without a version, as those of the first release."""
    async with cohort.worker(None):
        there = roster("spring", PAIRS, "short")
        launching = Launching(
            cohort.client, cohort.settings.task_queue, cohort.store.cohorts, cohort.store.board
        )
        await launching.launch("spring", there)
        await until(lambda: len(cohort.store.board.cohort("spring")) == PAIRS)
        await cohort.all_are_answered()
        yield


async def test_pairs_move_from_version_to_version_and_back_from_a_broken_one(
    cohort: Cohort, capsys: pytest.CaptureFixture[str]
) -> None:
    async def pairs() -> dict[str, int]:
        capsys.readouterr()
        assert await cohort.tandem("release", "show", "--json") == 0
        shown = json.loads(capsys.readouterr().out)
        counts = {one["build"]: one["pairs"] for one in shown["versions"] if one["pairs"]}
        return counts | ({"none": shown["unversioned"]} if shown["unversioned"] else {})

    async with AsyncExitStack() as workers:
        async with opened(cohort):
            assert await cohort.tandem("release", "current", "v1") == 2  # nobody has seen it yet
            await workers.enter_async_context(cohort.worker("v1"))
            assert await pairs() == {"none": PAIRS}
            await eventually(lambda: cohort.tandem("release", "current", "v1"), 0)
            await cohort.all_are_answered()
        await eventually(pairs, {"v1": PAIRS}, cohort.step)

        await workers.enter_async_context(cohort.worker("v2", Newer))
        await eventually(lambda: cohort.tandem("release", "ramp", "v2", "50"), 0)
        await cohort.all_are_answered()
        await eventually(lambda: both(pairs), True, cohort.step)
        assert await cohort.tandem("release", "current", "v2") == 0
        await cohort.all_are_answered()
        await eventually(pairs, {"v2": PAIRS}, cohort.step)
        await cohort.roll()

        await workers.enter_async_context(cohort.worker("v3", Hasty))
        await eventually(lambda: cohort.tandem("release", "ramp", "v3", "50"), 0)
        asking = await cohort.everybody_asks()
        await eventually(lambda: named(cohort), True, cohort.step)
        assert await cohort.tandem("release", "back") == 0
        async with asyncio.timeout(120):
            await asyncio.gather(*asking)
        await eventually(cohort.stuck, ())

        # v1 does not know what v2 has begun: it begins again from the record.
        assert await cohort.tandem("release", "back", "v1") == 0
        asking = await cohort.everybody_asks()
        await eventually(lambda: count_of(cohort.stuck), PAIRS, cohort.step)
        assert await cohort.tandem("recover", "--stuck") == 0
        async with asyncio.timeout(120):
            await asyncio.gather(*asking)
        await eventually(cohort.stuck, ())
        await eventually(pairs, {"v1": PAIRS}, cohort.step)

    assert cohort.whole()


async def both(pairs: Callable[[], Awaitable[dict[str, int]]]) -> bool:
    found = await pairs()
    return set(found) == {"v1", "v2"} and sum(found.values()) == PAIRS


async def named(cohort: Cohort) -> bool:
    return bool(await cohort.stuck())


async def count_of(found: Callable[[], Awaitable[tuple[str, ...]]]) -> int:
    return len(await found())


async def eventually(
    look: Callable[[], Awaitable[object]],
    wanted: object,
    moves: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Wait until a look shows what is wanted; now and then, something is done that moves it."""
    found: object = None
    for number in range(120):
        if moves and number % MOVES_EVERY == 0:
            await moves()
        if (found := await look()) == wanted:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{found} never became {wanted}")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not true():  # noqa: ASYNC110  it is a matter of the record
            await asyncio.sleep(0.1)
