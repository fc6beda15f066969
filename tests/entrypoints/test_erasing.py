"""Whatever ends an erasure before it is done, the same command again brings it to the same end."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, inspect, text
from temporalio.client import Client

from adapters.mail.fake import FakeMailer
from adapters.mail.maildir import Maildir
from adapters.store.compact import compact
from adapters.store.projector import Projector
from adapters.store.rebuild import rebuild
from adapters.store.verify import Audit
from adapters.temporal import dev_server
from adapters.temporal.codec import Cipher
from adapters.temporal.launcher import mentorship_workflow
from adapters.temporal.payloads import in_clear
from domain.cohort.model import Pair, pair_id
from domain.errors import CohortConflict
from domain.mentorship.messages import Message
from domain.people.erasures import Erasure
from domain.people.model import Person
from entrypoints.bootstrap import Store
from entrypoints.erasing import Erasing, NotAllErased, StillPaired
from tests.entrypoints.lost import Office, lost_engine

READS = ("count_", "describe_", "get_", "list_", "query_")
SECRET = "dreads the audit"
YEAR = timedelta(days=365)
MOST = 18
"""An erasure of the people here has fewer outward steps than this, or the test says so."""
STEPS = {
    *("append", "commit", "compact", "delete_workflow_execution", "letter"),
    *("signal_workflow_execution", "update_workflow_execution"),
}


class Killed(BaseException):
    """What happens to a process whose machine loses its power."""


class Life:
    """The outward steps of one try to erase somebody, until it is killed."""

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.taken: list[str] = []

    def takes(self, step: str) -> None:
        if len(self.taken) == self.left:
            raise Killed(f"before {step}, after {self.taken}")
        self.taken.append(step)


LIFE: ContextVar[Life | None] = ContextVar("life", default=None)


def outward(step: str) -> None:
    """Something is about to change outside of this process: is it somebody's erasure?"""
    if life := LIFE.get():
        life.takes(step)


def noted(step: str, does: Callable[..., Any]) -> Callable[..., Any]:
    def then(*words: Any, **more: Any) -> Any:
        outward(step)
        return does(*words, **more)

    return then


def watch(monkeypatch: pytest.MonkeyPatch, client: Client, store: Store) -> None:
    """Take every commit, deleted letter and call to Temporal that changes something as a step."""
    connection: Any = type(client.service_client)
    calls = connection._rpc_call  # noqa: SLF001  each call of the client goes through here

    async def call(self: Any, rpc: str, *words: Any, **more: Any) -> Any:
        if not rpc.startswith(READS):
            outward(rpc)
        return await calls(self, rpc, *words, **more)

    def committed(_: Connection) -> None:
        outward("commit")

    monkeypatch.setattr(connection, "_rpc_call", call)
    monkeypatch.setattr(os, "unlink", noted("letter", os.unlink))
    monkeypatch.setattr("entrypoints.erasing.compact", noted("compact", compact))
    record: Any = type(store.events)
    monkeypatch.setattr(record, "append", noted("append", record.append))
    event.listen(store.engine, "commit", committed)


class Postman(FakeMailer):
    """Puts letters into a folder, as the catcher of an embedded installation does."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = Maildir(folder)
        self.folder.create()

    async def send(self, message: Message) -> None:
        letter = EmailMessage()
        letter["Tandem-Effect"] = message.id
        letter["To"] = message.to.email
        letter.set_content(f"Dear {message.to.name}")
        self.folder.deliver(letter.as_bytes(), [message.to.email])


class Leaving:
    """Many mentees with one mentor, who leave all at once."""

    def __init__(self, client: Client, folder: Path, database: str | None) -> None:
        self.office = Office(client, folder, opening=0, database=database)
        self.mail = folder / "mail"
        self.office.mailer = Postman(self.mail)
        self.people: list[Person] = []
        with self.office.past.store() as store:
            (_, first), *_ = store.cohorts.pairs(self.office.name)
            for number in range(MOST + 1):
                named = {"person": f"E{number:02}", "name": f"Zoraida No{number:02}"}
                email = f"zoraida{number:02}@example.org"
                self.people.append(first.mentee.changed(**named, email=email))
            cohort = self.office.cohort(store)
            pairs = [
                Pair(
                    id=self.pair(one),
                    mentee=one,
                    mentor=first.mentor,
                    note=f"{one.name} {SECRET}",
                )
                for one in self.people
            ]
            store.cohorts.save(cohort, [*self.people, first.mentor], pairs)
            for pair in pairs:
                self.office.past.open(store, cohort, pair)

    def pair(self, person: Person) -> str:
        return pair_id(self.office.name, person.person, "M01")

    async def erase(self, store: Store, person: Person, life: Life, *, end: bool) -> Erasure:
        LIFE.set(life)
        erasing = Erasing(store, self.mail)
        plan = await asyncio.to_thread(erasing.plan, person.person)
        return await erasing.carry_out(self.office.client, plan, end=end, told=life_goes_on)

    async def everywhere(self, store: Store) -> str:
        """All that is kept, as a thief would see it who has our ring but no key of a person."""
        files = [*self.office.folder.glob("tandem.db*"), *self.mail.glob("*/*")]
        kept = [file.read_bytes().decode(errors="replace") for file in files]
        with store.engine.connect() as connection:
            for table in inspect(store.engine).get_table_names():
                rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
                kept += [str(row) for row in rows]
        return "\n".join([*kept, *[await self.history(one) for one in self.people]])

    async def history(self, person: Person) -> str:
        client, told = self.office.client, []
        cipher = client.data_converter.payload_codec
        assert isinstance(cipher, Cipher)
        query = f'WorkflowId = "{mentorship_workflow(self.pair(person))}"'
        async for run in client.list_workflows(query):
            handle = client.get_workflow_handle(run.id, run_id=run.run_id)
            told.append(str(in_clear(await handle.fetch_history(), cipher).events))
        return "\n".join(told)


def life_goes_on(_: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    """A server that deletes runs as any other, but writes down more often how far it has come."""
    quick = {"history.transferProcessorUpdateAckInterval": '"100ms"'}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dev_server, "SETTINGS", dev_server.SETTINGS | quick)
        async with lost_engine(tmp_path_factory.mktemp("server")) as client:
            yield client


@pytest.fixture(params=["sqlite", "postgres"])
def leaving(request: pytest.FixtureRequest, client: Client, tmp_path: Path) -> Leaving:
    server = request.param == "postgres"
    database = request.getfixturevalue("postgres_url") if server else None
    return Leaving(client, tmp_path, database)


async def test_killed_before_any_of_its_steps_it_is_done_by_the_next_try(
    leaving: Leaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, (whole, *others) = leaving.office, leaving.people
    await office.recover()
    async with office.working() as store:
        for one in leaving.people:
            await office.ask(
                leaving.pair(one), "mentee", "raise_concern", "c", text=f"{one.name} {SECRET}"
            )
        found = await leaving.everywhere(store)
        assert all(one.name in found and one.email in found for one in leaving.people)
        watch(monkeypatch, office.client, store)

        unbroken = Life(10 * MOST)
        wanted = await leaving.erase(store, whole, unbroken, end=True)
        steps = len(unbroken.taken)
        assert steps <= MOST, unbroken.taken
        assert set(unbroken.taken) == STEPS

        leavers = others[:steps]
        killed = [leaving.erase(store, one, Life(n), end=True) for n, one in enumerate(leavers)]
        ends = await asyncio.gather(*killed, return_exceptions=True)
        # One that another has saved a step, by bringing read models up to date, may be done.
        assert [type(end) for end in ends[:-2]] == [Killed] * (steps - 2), ends

        left = [one for one, end in zip(leavers, ends, strict=True) if isinstance(end, Killed)]
        again = [leaving.erase(store, one, Life(10 * MOST), end=True) for one in left]
        done = await asyncio.gather(*again)
        found = await leaving.everywhere(store)
        assert rebuild(store.engine).differences == ()
        assert not list(Audit(store.engine, None).faults())

    for one, erased in zip([whole, *left], [wanted, *done], strict=True):
        assert one.name not in found, ends
        assert one.email not in found
        assert [f.type for f in office.facts(leaving.pair(one))].count("person_erased") == 1
        assert erased.done_at is not None
        assert counted(erased) == counted(wanted)


def counted(erased: Erasure) -> dict[str, Any]:
    """The receipt; how many letters and runs there were depends on when it was killed."""
    assert erased.receipt is not None
    told = erased.receipt.model_dump()
    del told["letters"], told["histories"]
    return told | {name: len(told[name]) for name in ("mentorships", "ended")}


async def test_numbers_of_a_report_stay(leaving: Leaving) -> None:
    office, person = leaving.office, leaving.people[0]
    office.past.aligns(leaving.pair(person))
    office.past.asks(leaving.pair(person), "manager", "end", reason="left_organisation")
    with office.past.store() as store:
        Projector(store.engine, store.events).catch_up()
        before = store.reports.counts(office.name, office.past.at)

        done = await leaving.erase(store, person, Life(MOST), end=False)

        assert done.receipt is not None
        assert (done.receipt.ended, done.receipt.facts > 1) == ((), True)
        assert store.reports.counts(office.name, office.past.at) == before


async def test_what_can_not_be_ended_is_named_and_nothing_of_it_is_lost(leaving: Leaving) -> None:
    person = leaving.people[0]
    pair = leaving.pair(person)
    with leaving.office.past.store() as store:
        with pytest.raises(StillPaired, match=pair):
            await leaving.erase(store, person, Life(MOST), end=False)
        with pytest.raises(NotAllErased, match=f"{pair} is open.*tandem recover"):
            await leaving.erase(store, person, Life(MOST), end=True)

        (begun,) = store.erasures.all()
        assert begun.done_at is None
        assert store.erasures.holdings(person.person).keys == 1


async def test_who_is_in_a_cohort_that_has_not_begun_need_not_wait_for_it(
    leaving: Leaving,
) -> None:
    first, second, third, stays = leaving.people[:4]
    with leaving.office.past.store() as store:
        name = f"{leaving.office.name}-later"
        later = leaving.office.cohort(store).changed(name=name, start=datetime.now(UTC) + YEAR)
        both = [(first, second), (third, stays), (second, third)]
        pairs = [
            Pair(id=pair_id(name, a.person, b.person), mentee=a, mentor=b, note=SECRET)
            for a, b in both
        ]
        store.cohorts.save(later, [first, second, third, stays], pairs)
        newcomer = first.changed(person="NEW", name="Nemo Nobody", email="nemo@example.org")
        theirs = Pair(
            id=pair_id(name, "NEW", stays.person), mentee=newcomer, mentor=stays, note=SECRET
        )
        store.cohorts.save(later, [newcomer], [theirs])

        with pytest.raises(StillPaired, match=f"{theirs.id}.*--end"):
            await leaving.erase(store, newcomer, Life(0), end=False)
        done = await leaving.erase(store, newcomer, Life(MOST), end=True)

        assert done.receipt is not None
        assert (done.receipt.mentorships, done.receipt.ended) == ((theirs.id,), ())
        assert [one for _, one in store.cohorts.pairs(name)] == pairs
        store.erasures.withdraw([pairs[0].id, "nothing", leaving.pair(first)])
        begun = [one.id for _, one in store.cohorts.pairs(leaving.office.name)]
        assert leaving.pair(first) in begun
        left = [(number, one.id) for number, one in store.cohorts.pairs(name)]
        assert left == [(1, pairs[2].id), (2, pairs[1].id)]
        store.cohorts.save(later, [], [pairs[0]])
        assert store.cohorts.get(name).pairs == 3
        with pytest.raises(CohortConflict, match="NEW was erased"):
            store.cohorts.save(later, [newcomer], [theirs])
