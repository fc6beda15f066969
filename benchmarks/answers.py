"""Answers a second through the survey's form, against bare Updates to the same workflows.

A real `tandem up` beside this process, with pairs whose first review has just opened. In turn, as
many people at once as it says below open the page of their link, send the form and see the thanks;
and as many Updates are asked of the same workflows, for the other of each pair.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import httpx
from temporalio.client import Client

from adapters.links.signed import SignedLinks
from adapters.temporal.connection import connect
from adapters.temporal.launcher import mentorship_workflow
from benchmarks.core import ALIGNMENT, ANSWERS, PROGRAM
from benchmarks.launch import pair
from benchmarks.rows import Row
from domain.cohort.model import Pair
from domain.mentorship.commands import Request
from domain.mentorship.messages import Message
from domain.ports import Cohort
from entrypoints.bootstrap import make_links, open_store
from entrypoints.demo.parts import Couple
from entrypoints.embedded import find
from entrypoints.lived.life import Life, Wait
from entrypoints.lived.moving_in import write
from entrypoints.settings import Settings, load
from tests.acceptance.installation import Installation
from tests.entrypoints.web.visitor import forms
from workflows.ledger import Receipt

PAIRS, AT_ONCE, ROUND = 160, 16, 40
SINCE_SIGNED = timedelta(weeks=4, minutes=5)  # the first review has just opened
REVIEW = "review-1"
THANKS = "Thank you. Your answers are in."
Answer = Callable[[Pair], Awaitable[None]]


class Silent(Life):
    """A pair of which nobody reads anything."""

    def read(self, _message: Message) -> Wait:
        """Do nothing about a letter."""
        yield from ()
        return True

    def sign(self) -> "Silent":
        """Come to an agreement at once."""
        for number, (by, command, data) in enumerate(ALIGNMENT):
            request = Request(id=f"signing/{number}", by=by, command=command, data=data)
            self.ledger.ask(request, self.now)
            self.write()
        return self


class Office(NamedTuple):
    """A running installation, and how people and programs reach it."""

    links: SignedLinks
    http: httpx.AsyncClient
    engine: Client

    async def fill_in(self, pair: Pair) -> None:
        """The mentee opens the link of the mail, sends the form, and is thanked."""
        until = datetime.now(UTC) + timedelta(days=1)
        url = self.links.url(pair.id, pair.mentee.person, f"survey:{REVIEW}", until)
        page = await self.http.get(url)
        form = next(form for form in forms(page.text) if "satisfaction" in page.text)
        said = {**form.fields, "satisfaction": "8", "level-g1": "0"}
        thanks = await self.http.post(str(httpx.URL(url).join(form.action)), data=said)
        assert THANKS in thanks.text, thanks.text

    async def update(self, pair: Pair) -> None:
        """The same for the mentor, asked of the workflow directly."""
        data = {"survey": REVIEW, "answers": ANSWERS["review"]}
        request = Request(id=f"{pair.id}/bare", by="mentor", command="answer_survey", data=data)
        handle = self.engine.get_workflow_handle(mentorship_workflow(pair.id))
        await handle.execute_update("ask", request, id=request.id, result_type=Receipt)


def main() -> Iterator[Row]:
    """Measure in one run, in turn."""
    forms, bare = asyncio.run(measure())
    yield Row(
        what=f"answers through the survey's form, {AT_ONCE} people at once",
        figure=f"{forms:,.0f}/s",
        against=f"bare Updates to the same workflows, {bare:,.0f}/s",
        ratio=forms / bare,
    )


async def measure() -> tuple[float, float]:
    """Answers a second by the form, and by Updates."""
    with tempfile.TemporaryDirectory() as place:
        settings = load(data_dir=Path(place) / "data")
        pairs = await asyncio.to_thread(prepare, settings)
        with Installation(settings.data_dir) as installation:
            installation.does("recover")
            async with reached(settings) as office:
                return await in_turn(office, pairs)


def prepare(settings: Settings) -> Sequence[Pair]:
    """Write down pairs that have just been asked for their first review."""
    now = datetime.now(UTC)
    pairs = [pair(str(number)) for number in range(PAIRS)]
    people = [person for pair in pairs for person in (pair.mentee, pair.mentor)]
    cohort = Cohort(
        name="spring", program=PROGRAM, start=now - SINCE_SIGNED, clock=None, pairs=PAIRS
    )
    with open_store(settings) as store:
        store.cohorts.save(cohort, people, pairs)
        for one in pairs:
            couple = Couple(one, {}, PROGRAM, cohort.start.date(), 0)
            write(store, Silent(cohort, couple, now).sign().live(now).pages, str)
    return pairs


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[Office]:
    """The installation as it is reached from outside."""
    running = find(settings.data_dir)
    links = make_links(settings.model_copy(update={"public_url": running.public_url}))
    limits = httpx.Limits(max_connections=AT_ONCE)
    async with httpx.AsyncClient(follow_redirects=True, timeout=60, limits=limits) as http:
        yield Office(links, http, await connect(running.temporal_address))


async def in_turn(office: Office, pairs: Sequence[Pair]) -> tuple[float, float]:
    """The median speed of both ways over some rounds; the first round only warms up."""
    rounds = [pairs[first : first + ROUND] for first in range(0, len(pairs), ROUND)]
    speeds = []
    for number, some in enumerate(rounds):
        ways = (office.fill_in, office.update)
        order = ways if number % 2 else ways[::-1]
        taken = {way.__name__: await speed(way, some) for way in order}
        speeds.append((taken["fill_in"], taken["update"]))
    by_form, bare = zip(*speeds[1:], strict=True)
    return median(by_form), median(bare)


async def speed(answer: Answer, pairs: Sequence[Pair]) -> float:
    """Answers a second, so many at once."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(pair: Pair) -> None:
        async with room:
            await answer(pair)

    start = perf_counter()
    await asyncio.gather(*map(one, pairs))
    return len(pairs) / (perf_counter() - start)
