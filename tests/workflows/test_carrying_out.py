"""What time brings is recorded first and then sent, by one activity that holds nobody up."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from temporalio.testing import WorkflowEnvironment

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide
from domain.mentorship.storage import store
from domain.record import Batch
from tests.workflows.office import Office, Pair, until
from tests.workflows.runs import run_lengths, settled_length
from workflows import policies


async def activities(pair: Pair, kind: str) -> int:
    """How many activities of a kind the present run has scheduled."""
    history = await pair.handle.fetch_history()
    names = [e.activity_task_scheduled_event_attributes.activity_type.name for e in history.events]
    return names.count(kind)


async def test_a_reminder_is_recorded_and_sent_by_one_activity(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    before = await activities(pair, "carry_out")
    await office.pass_time(pair, days=5)
    await until(lambda: len(office.sent("agreement_reminder")) == 2)
    assert await activities(pair, "carry_out") == before + 1
    assert await activities(pair, "deliver") == 0
    assert await activities(pair, "record") == 0


async def test_nothing_is_sent_that_is_not_in_the_record(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    office.events.fail = True
    with office.engine.with_time_skipping_disabled():
        winding = asyncio.create_task(office.pass_time(pair, days=5))
        await asyncio.sleep(2)
        assert office.sent("agreement_reminder") == []
        office.events.fail = False
        await winding
    await until(lambda: len(office.sent("agreement_reminder")) == 2)
    assert pair.types().count("agreement_reminded") == 1


async def test_a_command_is_answered_while_the_mail_server_takes_its_time(office: Office) -> None:
    office.mailer.answers.clear()
    pair = await office.start_held()
    asking = pair.ask("P1", "name_gaps", skills=["planning"])
    assert (await asyncio.wait_for(asking, 10)).facts == ("gaps_named",)
    assert pair.types() == ["mentorship_opened", "gaps_named"]
    assert office.mailer.sent == []
    office.mailer.answers.set()
    await until(lambda: len(office.sent("invitation")) == 2)
    await settled_length(pair)
    assert sorted(office.sent("invitation")) == ["P1", "P2"]


async def test_a_deadline_that_meets_other_facts_is_decided_anew(office: Office) -> None:
    """A worker died after it recorded a fact, and before anybody asked again a deadline came."""
    pair = await office.start_held()
    await settled_length(pair)
    request = Request(id="lost", by="P1", command="name_gaps", data={"skills": ["planning"]})
    lost = decide(pair.state(), request, pair.state().at)
    facts = tuple(store(pair.id, fact) for fact in lost.facts)
    office.events.append(Batch(stream=pair.id, cohort="spring", expected=1, facts=facts))
    await office.pass_time(pair, days=5)
    await until(lambda: len(office.sent("agreement_reminder")) == 2)
    await settled_length(pair)
    assert pair.types() == ["mentorship_opened", "gaps_named", "agreement_reminded"]
    assert sorted(office.sent("agreement_reminder")) == ["P1", "P2"]


async def test_facts_do_not_wait_until_a_worker_has_room_for_messages(
    engine: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon: dict[str, Any] = {"schedule_to_start_timeout": timedelta(seconds=1)}
    monkeypatch.setattr(policies, "CARRY", policies.CARRY | soon)
    office = Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
    async with office.worker(role="workflows"):
        pair = await office.start_held()
        assert pair.types() == ["mentorship_opened"]
        assert office.mailer.sent == []
    async with office.worker():
        await until(lambda: len(office.sent("invitation")) == 2)


async def test_a_pair_with_much_to_do_has_short_runs_too(office: Office) -> None:
    pair = await office.start_held()
    await pair.align()
    for number in range(60):
        contact = f"Guild {number}"
        await pair.ask("P2", "make_introduction", to=contact, kind="community")
    assert pair.types().count("introduction_made") == 60
    assert max(await run_lengths(office, pair)) < 200
