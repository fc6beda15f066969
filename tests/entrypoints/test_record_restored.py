"""A record of yesterday under an engine of today: what it has lost is found and put right."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from adapters.store.backup import back_up, restore
from adapters.temporal.launcher import mentorship_workflow
from domain.record import StoredFact
from tests.entrypoints.lost import PAIRS, SHARED, Office, did, eventually, lost_engine


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
def office(client: Client, tmp_path: Path) -> Office:
    return Office(client, tmp_path)


class Restored:
    """An office whose record was put back to an earlier moment while the engine went on."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.before: list[StoredFact] = []
        self.after: list[StoredFact] = []
        self.sent: list[str] = []

    async def live(self) -> None:
        office, record = self.office, self.office.folder / "tandem.db"
        async with office.working():
            office.mailer.down = True
            await office.ask(office.first, "manager", "pause", "early", reason="a journey")
            back_up(record, office.folder / "copy.db")  # its letters are sent only afterwards
            self.before = office.facts(office.first)
            office.mailer.down = False
            await office.ask(office.first, "manager", "resume", "late")
            await self.all_sent(4)
        self.after, self.sent = office.facts(office.first), office.sent()
        restore(office.folder / "copy.db", record, office.folder / "aside.db")

    async def all_sent(self, letters: int) -> None:
        office = self.office

        async def done() -> bool:
            with office.past.store() as store:
                rows = store.deliveries.of(office.first)
            settled = all(row.status == "delivered" for row in rows)
            return settled and len(office.mailer.sent) == letters

        await eventually(done)


@pytest.fixture
async def restored(office: Office) -> Restored:
    await office.recover()
    restored = Restored(office)
    await restored.live()
    return restored


async def test_facts_that_a_restore_has_lost_are_found_and_named(restored: Restored) -> None:
    office, before, after = restored.office, restored.before, restored.after
    async with office.working():
        fates = await office.recover(dry=True, ask=True)

    assert sorted(did(fates)) == ["ahead"] + ["running"] * (PAIRS - 1)
    (ahead,) = (fate for fate in fates if fate.found == "ahead")
    assert (ahead.id, ahead.version, ahead.engine) == (office.first, len(before), len(after))
    assert ahead.lost == tuple(fact.type for fact in after[len(before) :])
    assert set(ahead.sent) == set(restored.sent[2:])
    assert office.facts(office.first) == before
    assert ahead.bad


async def test_lost_facts_are_written_back_as_they_were(restored: Restored) -> None:
    office = restored.office
    async with office.working() as store:
        fates = await office.recover("refill", ask=True)
        again = await office.recover("refill", ask=True)
        receipt = await office.ask(office.first, "mentor", "pause", "new", reason="exams")

        assert store.board.pair(office.first) is not None

    assert "refilled" in did(fates)
    assert did(again) == ["running"] * PAIRS
    facts = office.facts(office.first)
    assert facts[: len(restored.after)] == restored.after
    assert receipt.version == len(facts) > len(restored.after)
    with office.past.store() as store:
        rows = {row.effect: row.status for row in store.deliveries.of(office.first)}
    assert {rows[effect] for effect in restored.sent} == {"delivered"}


async def test_lost_facts_can_be_given_up(restored: Restored) -> None:
    office, before = restored.office, restored.before
    async with office.working():
        fates = await office.recover("rewind", ask=True)
        assert await office.knows(office.first) == len(before)
        again = await office.recover(ask=True)
        receipt = await office.ask(office.first, "manager", "resume", "another")

    assert "rewound" in did(fates)
    assert did(again) == ["running"] * PAIRS
    assert receipt.version > len(before)
    assert office.facts(office.first)[: len(before)] == before
    assert office.facts(office.first) != restored.after
    early = restored.sent[:2]
    assert [effect for effect in office.sent() if effect in early] == early


async def test_lost_facts_are_left_alone_unless_somebody_says_how(restored: Restored) -> None:
    office = restored.office
    async with office.working():
        fates = await office.recover(ask=True)
        assert await office.knows(office.first) == len(restored.after)

    assert "ahead" in did(fates)
    assert office.facts(office.first) == restored.before


async def test_a_pair_that_ended_and_whose_end_was_lost_is_found(office: Office) -> None:
    await office.recover()
    record = office.folder / "tandem.db"
    async with office.working():
        back_up(record, office.folder / "copy.db")
        await office.ask(office.first, "manager", "end", "e", reason="left_organisation")
        handle = office.client.get_workflow_handle(mentorship_workflow(office.first))
        await handle.result()
    after = office.facts(office.first)
    restore(office.folder / "copy.db", record, office.folder / "aside.db")

    async with office.working():
        found = await office.recover(dry=True, ask=True)
        fates = await office.recover("refill", ask=True)
        again = await office.recover(ask=True)

    assert [did(one)[0] for one in (found, fates, again)] == ["ahead", "refilled", "over"]
    assert office.facts(office.first) == after


async def test_without_a_worker_a_pair_that_ended_keeps_what_its_record_has_lost(
    office: Office,
) -> None:
    await office.recover()
    record = office.folder / "tandem.db"
    async with office.working():
        back_up(record, office.folder / "copy.db")
        await office.ask(office.first, "manager", "end", "e", reason="left_organisation")
        await office.client.get_workflow_handle(mentorship_workflow(office.first)).result()
    restore(office.folder / "copy.db", record, office.folder / "aside.db")

    unasked = await office.recover(ask=False)
    async with office.working():
        asked = await office.recover("refill", ask=True)

    assert (did(unasked)[0], unasked[0].bad) == ("silent", True)
    assert did(asked)[0] == "refilled"


async def test_what_the_engine_has_forgotten_too_can_only_be_given_up(office: Office) -> None:
    await office.recover()
    record = office.folder / "tandem.db"
    async with office.working():
        back_up(record, office.folder / "copy.db")
        await office.ask(office.first, "mentee", "name_gaps", "g", skills=["speaking"])
        await office.client.get_workflow_handle(mentorship_workflow(office.first)).terminate()
        await office.recover()  # so that the engine begins behind what the restore will lose
        await office.ask(office.first, "mentor", "share_experience", "s", **SHARED)
    restore(office.folder / "copy.db", record, office.folder / "aside.db")

    async with office.working():
        refilled, *_ = await office.recover("refill", ask=True)
        rewound, *_ = await office.recover("rewind", ask=True)
        again, *_ = await office.recover(ask=True)

    assert (refilled.found, refilled.did, refilled.engine) == ("ahead", "", 3)
    assert "begins early enough" in refilled.why
    assert (rewound.did, again.found) == ("rewound", "running")
    assert len(office.facts(office.first)) == 1
