"""Mentorships go on from their record when the engine has lost them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus

from adapters.keys.ring import new_key
from adapters.temporal.launcher import cohort_workflow, mentorship_workflow
from adapters.temporal.payloads import unreadable
from domain.clock import Clock
from domain.mentorship.commands import Request
from entrypoints.engine import connect_to
from entrypoints.secrets import key_ring
from entrypoints.settings import load
from tests.entrypoints.cli.records import days_ago
from tests.entrypoints.lost import (
    NAMES,
    PAIRS,
    Office,
    did,
    eventually,
    lost_engine,
    opening_of,
)
from workflows.attributes import COHORT, STAGE
from workflows.ledger import Begin, Ledger


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
def office(client: Client, tmp_path: Path) -> Office:
    return Office(client, tmp_path)


async def test_every_open_pair_goes_on_from_the_same_state_and_deadline(office: Office) -> None:
    office.past.aligns(office.first)
    with office.past.store() as store:
        before = store.board.cohort(office.name)

    assert did(await office.recover(dry=True)) == ["missing"] * PAIRS
    assert did(await office.recover()) == ["restarted"] * PAIRS

    async with office.working() as store:
        for row in before:
            assert await office.knows(row.mentorship) == row.version
            handle = office.client.get_workflow_handle(mentorship_workflow(row.mentorship))
            details = str(await handle.query("__temporal_workflow_metadata"))
            assert row.due is not None
            assert f"until {row.due:%Y-%m-%d %H:%M} UTC" in details
            found = (await handle.describe()).typed_search_attributes
            assert (found[STAGE], found[COHORT]) == (row.stage, office.name)
        assert store.board.cohort(office.name) == before
    assert office.sent() == []


async def test_a_second_recovery_does_nothing(office: Office) -> None:
    await office.recover()
    async with office.working():
        assert did(await office.recover(ask=True)) == ["running"] * PAIRS


async def test_a_pair_that_lags_behind_its_record_is_told_and_catches_up(office: Office) -> None:
    await office.recover()
    async with office.working():
        assert await office.knows(office.first) == 1
        office.past.aligns(office.first)
        recorded = len(office.facts(office.first))

        dry = next(f for f in await office.recover(ask=True, dry=True) if f.id == office.first)
        assert (dry.found, dry.did, dry.engine, dry.version) == ("behind", "", 1, recorded)
        assert dry.bad
        assert "told" in did(await office.recover(ask=True))

        async def caught_up() -> bool:
            return await office.knows(office.first) == recorded

        await eventually(caught_up)
        assert did(await office.recover(ask=True)) == ["running"] * PAIRS


async def test_two_at_once_restart_each_pair_once(office: Office) -> None:
    both = await asyncio.gather(office.recover(), office.recover())

    pairs = zip(*map(did, both), strict=True)
    assert all(sorted(two) == ["restarted", "running"] for two in pairs)


async def test_what_was_recorded_and_not_done_is_done_and_nothing_is_repeated(
    office: Office,
) -> None:
    ledger = office.past.ledgers[office.first]
    request = Request(id="p1", by="manager", command="pause", data={"reason": "a journey"})
    ledger.ask(request, ledger.state.at)
    with office.past.store() as store:
        store.events.append(ledger.batch())
    unsent = [message.id for message in ledger.unsent]
    assert unsent

    fates = await office.recover()

    assert next(fate for fate in fates if fate.id == office.first).unsent == len(unsent)
    async with office.working() as store:

        async def settled() -> bool:
            rows = {row.effect: row.status for row in store.deliveries.of(office.first)}
            return all(rows.get(effect) == "delivered" for effect in unsent)

        await eventually(settled)
    assert office.sent() == unsent


async def test_a_bounce_that_was_never_reported_is_a_fact_in_the_end(office: Office) -> None:
    office = Office(office.client, office.folder, opening=0)
    with office.past.store() as store:
        (_, pair), *_ = store.cohorts.pairs(office.name)
        unsent = Begin(id=pair.id, opening=opening_of(office.cohort(store), pair))
        ledger = Ledger(unsent, office.past.opened)
        store.events.append(ledger.batch())
        to_mentee, to_mentor = ledger.unsent
        for letter, fate in ((to_mentee, "bounced"), (to_mentor, "delivered")):
            store.deliveries.claim(letter, office.message_id(letter.id), letter.at)
            store.deliveries.settle(letter.id, fate, "550 no such user", letter.at)

    await office.recover()

    async with office.working():

        async def noted() -> bool:
            return [fact.type for fact in office.facts(pair.id)][1:] == ["message_bounced"]

        await eventually(noted)
    assert not [effect for effect in office.sent() if effect.startswith(pair.id)]


async def test_an_answered_request_keeps_its_answer(office: Office) -> None:
    office.past.aligns(office.first)
    with office.past.store() as store:
        signed = next(f for f in store.events.stream(office.first) if f.type == "agreement_signed")
    await office.recover()

    async with office.working():
        by = signed.data["by"]
        receipt = await office.ask(office.first, by, "sign_agreement", signed.cause)

    assert receipt.facts == ("agreement_signed",)
    assert receipt.version == signed.version


async def test_pairs_without_any_fact_are_launched(office: Office) -> None:
    office = Office(office.client, office.folder, opening=2)

    fates = await office.recover()

    assert did(fates) == ["restarted"] * 2 + ["launched"] * (PAIRS - 2)
    async with office.working() as store:

        async def opened() -> bool:
            return len(store.board.cohort(office.name)) == PAIRS

        await eventually(opened)


async def test_a_pair_that_was_stopped_before_it_could_open_is_launched_too(
    office: Office,
) -> None:
    office = Office(office.client, office.folder, opening=PAIRS - 1)
    await office.recover()
    unopened = mentorship_workflow((await office.recover())[-1].id)
    await office.client.get_workflow_handle(unopened).terminate()

    fates = await office.recover()

    assert did(fates) == ["running"] * (PAIRS - 1) + ["launched"]
    found = await office.client.get_workflow_handle(unopened).describe()
    assert found.status == WorkflowExecutionStatus.RUNNING


async def test_a_cohort_whose_day_is_still_to_come_waits_for_it(
    client: Client, tmp_path: Path
) -> None:
    office = Office(client, tmp_path, opening=0)
    office.past.opened += timedelta(days=30)
    office.name = next(NAMES)
    office.past.launch(office.name, opening=0)

    assert did(await office.recover()) == ["waiting"] * PAIRS

    handle = client.get_workflow_handle(cohort_workflow(office.name))
    assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING


async def test_a_pair_that_is_over_stays_over(office: Office) -> None:
    office.past.asks(office.first, "manager", "end", reason="left_organisation")

    assert did(await office.recover()) == ["over"] + ["restarted"] * (PAIRS - 1)


async def test_a_rehearsal_goes_on_in_its_own_time(client: Client, tmp_path: Path) -> None:
    office = Office(client, tmp_path, opening=0)
    opened = days_ago(1)
    office.past.clock = Clock(epoch=opened, origin=opened, rate=2.0)
    office.past.launch(office.name + "-fast", opening=1)
    office.name += "-fast"

    await office.recover()

    async with office.working():
        pair = f"{office.name}-N01-M01"
        receipt = await office.ask(pair, "mentee", "name_gaps", "g1", skills=["speaking"])
        assert receipt.version == 2
    at = office.facts(pair)[-1].at
    assert at - opened > timedelta(days=1, hours=23)


async def test_one_pair_that_can_not_be_folded_stops_none_of_the_others(office: Office) -> None:
    with office.past.store() as store, store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER event_refuses_update"))
        spoil = text("UPDATE event SET type = 'never_heard_of' WHERE stream = :pair")
        connection.execute(spoil, {"pair": office.second})

    fates = await office.recover()

    assert sorted(did(fates)) == ["broken"] + ["restarted"] * (PAIRS - 1)
    (broken,) = (fate for fate in fates if fate.found == "broken")
    assert broken.id == office.second
    assert "never_heard_of" in broken.why
    assert broken.bad


async def test_what_is_under_a_key_that_was_lost_begins_again_under_a_new_one(
    office: Office, tmp_path: Path
) -> None:
    await office.recover()
    settings = load(data_dir=tmp_path, keys=new_key())
    address = office.client.service_client.config.target_host
    office.client = await connect_to(settings, address)

    async def stuck() -> set[str]:
        found = await unreadable(office.client, key_ring(settings).ids)
        return {one for one in found if office.name in one}

    async def all_are() -> bool:  # lists lag a little behind
        return len(await stuck()) == PAIRS + 1

    async def none_is() -> bool:
        return not await stuck()

    await eventually(all_are)
    assert cohort_workflow(office.name) in await stuck()
    again = await office.recover(stuck=frozenset(await stuck()))
    assert did(again) == ["begun_again"] * PAIRS
    await eventually(none_is)
    async with office.working():
        assert await office.knows(office.first) == 1
        assert did(await office.recover(ask=True)) == ["running"] * PAIRS
