"""A program office for workflow tests: fakes behind the ports, and people who ask for things."""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from adapters.mail.fake import FakeMailer
from adapters.store.fake import FakeCohortStore, FakeDeliveryLog, FakeEventStore
from adapters.store.fake_board import FakeBoard
from domain.errors import RecordConflict
from domain.mentorship.commands import Request
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.messages import Message
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import fold
from domain.people.model import Window
from domain.ports import MailPace
from domain.program.model import Contact, People, Program
from domain.record import Batch, StoredFact
from entrypoints.bootstrap import Store
from entrypoints.workers import Crew, Post, make_worker, sandbox
from workflows.ledger import Begin, Receipt

Handle = WorkflowHandle[Any, Any]
WEEKDAYS = tuple(Window(weekday=day, start=time(9), end=time(17)) for day in range(5))
ANN = Party(
    person="P1", name="Ann Ito", email="ann@example.org", timezone="UTC", availability=WEEKDAYS
)
BEN = Party(
    person="P2", name="Ben Cruz", email="ben@example.org", timezone="UTC", availability=WEEKDAYS
)
GOAL = {
    "id": "g1",
    "statement": "Lead a small project",
    "measure": "A project that was delivered",
    "target_date": date(2100, 1, 1).isoformat(),
    "levels": {
        "much_less": "no project",
        "less": "a project begun",
        "expected": "a project delivered",
        "more": "two projects",
        "much_more": "a team",
    },
}


def program(**changes: Any) -> Program:
    """The default program, with changes."""
    ines = Contact(name="Ines Okafor", email="ines@example.org")
    tomas = Contact(name="Tomas Lind", email="tomas@example.org")
    written = {
        "program": "career",
        "version": 1,
        "title": "Career growth",
        "length": "26 weeks",
        "people": People(manager=ines, deputy=tomas),
    }
    return Program.model_validate(written | changes)


class Pair:
    """A mentorship that runs, as its people and the record see it."""

    def __init__(self, office: "Office", mentorship: str, handle: Handle) -> None:
        self.office = office
        self.id = mentorship
        self.handle = handle

    async def ask(self, by: str, command: str, key: str = "", **data: Any) -> Receipt:
        """Ask for a command, as the command line does."""
        key = key or str(uuid.uuid4())
        request = Request(id=key, by=by, command=command, data=data)
        receipt: Receipt = await self.handle.execute_update(
            "ask", request, id=key, result_type=Receipt
        )
        return receipt

    async def refused(self, by: str, command: str, **data: Any) -> str:
        """Ask for something that is refused; tells the code."""
        with pytest.raises(WorkflowUpdateFailedError) as refusal:
            await self.ask(by, command, **data)
        assert isinstance(refusal.value.cause, ApplicationError)
        return refusal.value.cause.type or ""

    async def align(self) -> None:
        """Bring both to a signed agreement."""
        await self.ask("P1", "propose_goals", goals=[GOAL])
        await self.ask("P1", "name_gaps", skills=["planning"])
        await self.ask("P2", "share_experience", experience=["projects"], style="advisory")
        for person in ("P1", "P2"):
            await self.ask(person, "set_expectations", expectations={"channel": "video"})
        for person in ("P1", "P2"):
            await self.ask(person, "sign_agreement")

    def facts(self) -> list[StoredFact]:
        """What the record holds."""
        return self.office.events.stream(self.id)

    def types(self) -> list[str]:
        """The names of the facts in the record."""
        return [fact.type for fact in self.facts()]

    def state(self) -> State:
        """The fold of the record."""
        state = fold(self.id, self.facts())
        assert state is not None
        return state

    async def wait_for(self, fact: str) -> None:
        """Wait, in real time and not for long, until the record holds such a fact."""
        await until(lambda: fact in self.types())


class FailingEventStore(FakeEventStore):
    """A record whose database can go away, or be restored to an earlier day."""

    fail = False
    behind = False
    refused = 0

    def append(self, batch: Batch) -> tuple[int, ...]:
        """Append, unless the database is away."""
        if self.fail:
            raise ConnectionError("the database is away")
        if self.behind:
            self.refused += 1
            raise RecordConflict
        return super().append(batch)


class SlowMailer(FakeMailer):
    """A mail server that can take its time."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.answers.set()

    async def send(self, message: Message) -> None:
        """Take a message once the server answers."""
        await self.answers.wait()
        await super().send(message)


class Office:
    """The worker and the fakes behind it."""

    def __init__(
        self, engine: WorkflowEnvironment, task_queue: str, *, max_cached_workflows: int
    ) -> None:
        self.engine = engine
        self.task_queue = task_queue
        self.max_cached_workflows = max_cached_workflows
        self.mailer = SlowMailer()
        self.pace: MailPace | None = None
        self.events = FailingEventStore()
        self.cohorts = FakeCohortStore()
        self.deliveries = FakeDeliveryLog(lease=timedelta(0))
        self.board = FakeBoard(self.events, self.cohorts)
        self.numbers = itertools.count(1)

    def worker(self, **given: Any) -> Crew:
        """A worker as in production, with fakes behind the ports."""
        store = Store(
            engine=None,  # type: ignore[arg-type]
            events=self.events,
            cohorts=self.cohorts,
            board=self.board,
            deliveries=self.deliveries,
        )
        options: dict[str, Any] = {
            "max_cached_workflows": self.max_cached_workflows,
            "workflow_runner": sandbox(),
            **given,
        }
        if not self.max_cached_workflows:
            # Without a cache, a second task would throw the first one out amid its activity.
            options["max_concurrent_workflow_tasks"] = 1
        return make_worker(
            self.engine.client,
            self.task_queue,
            store,
            Post(self.mailer, lambda effect: f"<{effect}@tandem>", self.pace),
            **options,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Work while this lasts."""
        async with self.worker():
            yield

    async def start(self, **changes: Any) -> Pair:
        """Open a mentorship of Ann and Ben, in time that skips whatever nobody waits for."""
        mentorship = f"{self.task_queue}-{next(self.numbers)}"
        opening = MentorshipOpened(
            cohort="spring", program=program(**changes), mentee=ANN, mentor=BEN
        )
        handle = await self.engine.client.start_workflow(
            "Mentorship",
            Begin(id=mentorship, opening=opening),
            id=f"mentorship-{mentorship}",
            task_queue=self.task_queue,
            result_type=str,
        )
        return Pair(self, mentorship, handle)

    async def start_held(self, **changes: Any) -> Pair:
        """Open a mentorship whose clock stands until a test winds it forward."""
        with self.engine.with_time_skipping_disabled():
            pair = await self.start(**changes)
        await pair.wait_for("mentorship_opened")
        return pair

    async def pass_time(self, pair: Pair, **length: float) -> None:
        """Wind the clock of a mentorship forward."""
        await self.engine.fast_forward(pair.handle, timedelta(**length))

    def sent(self, kind: str) -> list[str]:
        """Who got messages of a kind, in order."""
        return [message.to.person for message in self.mailer.sent if message.kind == kind]


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that another task brings about."""
    for _ in range(round(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("this never happened")


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)
