"""A cohort with a past in a record of its own, and an engine that knows nothing of it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client

from adapters.mail.fake import FakeMailer
from adapters.temporal.dev_server import DevServer
from adapters.temporal.launcher import mentorship_workflow
from domain.cohort.model import Pair
from domain.mentorship.commands import Request
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import fold
from domain.ports import Cohort
from domain.record import StoredFact
from entrypoints.bootstrap import Store
from entrypoints.engine import connect_to
from entrypoints.recovered import Fate
from entrypoints.recovering import Mend, Plan, Recovering
from entrypoints.settings import load
from entrypoints.workers import Post, make_worker
from entrypoints.working import search_attributes
from tests.entrypoints.cli.records import Past, days_ago
from workflows.ledger import Receipt

PAIRS = 8
SHARED = {"experience": ["talks"], "style": "advisory"}
NAMES = (f"c{number}" for number in itertools.count(1))


@asynccontextmanager
async def lost_engine(folder: Path) -> AsyncIterator[Client]:
    """A server without any workflow."""
    async with DevServer(folder, search_attributes=search_attributes()) as server:
        yield await connect_to(load(data_dir=folder), server.address)


class Office:
    """A cohort with a past in a record of its own, and an engine that knows nothing of it."""

    def __init__(
        self, client: Client, folder: Path, opening: int = PAIRS, database: str | None = None
    ) -> None:
        self.name = next(NAMES)
        self.client = client
        self.folder = folder
        self.past = Past(folder, days_ago(1), database=database)
        self.past.launch(self.name, opening)
        self.mailer = FakeMailer()
        self.first, self.second = f"{self.name}-N01-M01", f"{self.name}-N02-M01"

    def cohort(self, store: Store) -> Cohort:
        return store.cohorts.get(self.name)

    async def recover(self, mend: Mend = "", **plan: Any) -> list[Fate]:
        """What `tandem recover` does, pairs before their cohort."""
        with self.past.store() as store:
            what = Plan(mend=mend, **{"ask": False, **plan})
            recovering = Recovering(self.client, self.name, store, what, self.message_id)
            fates = await recovering.pairs(self.cohort(store), lambda _: None)
            await recovering.cohort(self.cohort(store))
            return fates

    def message_id(self, effect: str) -> str:
        return f"<{effect}@tandem>"

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Store]:
        """A worker on the record, as in production but for the post."""
        with self.past.store() as store:
            async with make_worker(
                self.client, self.name, store, Post(self.mailer, self.message_id)
            ):
                yield store

    async def ask(self, pair: str, by: str, command: str, key: str, **data: Any) -> Receipt:
        handle = self.client.get_workflow_handle(mentorship_workflow(pair))
        request = Request(id=key, by=by, command=command, data=data)
        receipt: Receipt = await handle.execute_update("ask", request, id=key, result_type=Receipt)
        return receipt

    async def knows(self, pair: str) -> int:
        handle = self.client.get_workflow_handle(mentorship_workflow(pair))
        version: int = await handle.query("recorded", result_type=int)
        return version

    def facts(self, pair: str) -> list[StoredFact]:
        with self.past.store() as store:
            return store.events.stream(pair)

    def state(self, pair: str) -> State:
        state = fold(pair, self.facts(pair))
        assert state is not None
        return state

    def sent(self) -> list[str]:
        return [message.id for message in self.mailer.sent]


def opening_of(cohort: Cohort, pair: Pair) -> MentorshipOpened:
    """The first fact of a pair."""
    return MentorshipOpened(
        cohort=cohort.name,
        program=cohort.program,
        mentee=Party.of(pair.mentee),
        mentor=Party.of(pair.mentor),
    )


def did(fates: list[Fate]) -> list[str]:
    return [fate.did or fate.found for fate in fates]


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    for _ in range(round(seconds / 0.05)):
        if await true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("this never happened")
