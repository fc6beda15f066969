"""Mentorships on the real server, in skipped time."""

import asyncio
import uuid
from datetime import timedelta

from temporalio.testing import WorkflowEnvironment

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide
from domain.mentorship.storage import store
from domain.record import Batch
from tests.workflows.office import GOAL, Office, Pair, until
from tests.workflows.runs import run_lengths, settled_length
from workflows.attributes import COHORT, DUE, EPISODE, STAGE


async def test_a_pair_that_never_signs_climbs_the_whole_ladder_and_closes(office: Office) -> None:
    pair = await office.start()
    assert await pair.handle.result() == "never_started"
    state = pair.state()
    (episode,) = state.episodes
    assert episode.rungs == ("nudge_pair", "nudge_pair", "ask_manager", "ask_deputy", "default")
    assert [fact.version for fact in pair.facts()] == list(range(1, state.version + 1))
    assert office.sent("manager_task") == ["manager"]
    assert office.sent("deputy_task") == ["deputy"]


async def test_a_signed_pair_that_does_nothing_more_reaches_its_end(office: Office) -> None:
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=400)
    assert await pair.handle.result() == "ended_early"
    assert pair.state().reason == "paused_too_long"
    effects = [message.id for message in office.mailer.sent]
    assert len(effects) == len(set(effects))


async def test_a_refusal_costs_no_history_and_names_its_code(office: Office) -> None:
    pair = await office.start_held()
    before = await settled_length(pair)
    assert await pair.refused("P1", "sign_agreement") == "agreement_incomplete"
    assert await pair.refused("P9", "sign_agreement") == "not_a_participant"
    assert await pair.refused("P1", "dance") == "unknown_command"
    assert await pair.refused("program", "note_deliveries", reports=[]) == "not_allowed"
    assert await settled_length(pair) == before


async def test_the_same_request_twice_is_carried_out_once(office: Office) -> None:
    pair = await office.start_held()
    first = await pair.ask("P1", "name_gaps", key="once", skills=["planning"])
    again = await pair.ask("P1", "name_gaps", key="once", skills=["planning"])
    assert first == again
    assert pair.types().count("gaps_named") == 1


async def test_a_request_is_carried_out_once_even_across_runs(office: Office) -> None:
    pair = await office.start_held()
    await pair.align()
    asked = await pair.ask("P2", "make_introduction", key="once", to="Guild", kind="community")
    first_run = (await pair.handle.describe()).run_id
    await office.pass_time(pair, days=60)
    await until_other_run(pair, first_run)
    again = await pair.ask("P2", "make_introduction", key="once", to="Guild", kind="community")
    assert again == asked
    assert pair.types().count("introduction_made") == 1


async def test_no_run_grows_beyond_a_hundred_events(office: Office) -> None:
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=400)
    await pair.handle.result()
    assert max(await run_lengths(office, pair)) <= 100


async def test_a_pause_moves_the_deadline_of_the_agreement(office: Office) -> None:
    pair = await office.start_held()
    due = pair.state().agreement.due
    await office.pass_time(pair, days=10)
    await pair.ask("manager", "pause", reason="parental leave")
    await office.pass_time(pair, days=20)
    assert "agreement_overdue" not in pair.types()
    await pair.ask("manager", "resume")
    resumed = pair.facts()[-1]
    assert resumed.type == "mentorship_resumed"
    moved = pair.state().agreement.due
    assert due is not None
    assert moved is not None
    assert (moved - due).total_seconds() == resumed.data["shifted"]


async def test_a_worker_that_is_replaced_goes_on_where_the_other_stopped(
    engine: WorkflowEnvironment,
) -> None:
    office = Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)
    async with office.worker():
        pair = await office.start_held()
        await pair.ask("P1", "propose_goals", goals=[GOAL])
    async with office.worker():
        await pair.ask("P1", "name_gaps", skills=["planning"])
        await office.pass_time(pair, days=120)
        assert await pair.handle.result() == "never_started"
    versions = [fact.version for fact in pair.facts()]
    assert versions == list(range(1, len(versions) + 1))


async def test_mail_that_can_not_go_out_is_sent_once_when_it_can(office: Office) -> None:
    office.mailer.down = True
    pair = await office.start_held()
    await pair.ask("P1", "name_gaps", skills=["planning"])
    assert office.mailer.sent == []
    office.mailer.down = False
    await office.pass_time(pair, hours=1)
    await until(lambda: len(office.sent("invitation")) == 2)
    assert sorted(office.sent("invitation")) == ["P1", "P2"]


async def test_an_address_that_is_refused_for_good_is_a_fact(office: Office) -> None:
    office.mailer.refuse("ben@example.org", "550 no such user")
    pair = await office.start_held()
    await pair.wait_for("message_bounced")
    (bounced,) = (fact for fact in pair.facts() if fact.type == "message_bounced")
    assert bounced.data["to"] == "mentor"
    assert "550" in bounced.data["reason"]


async def test_a_nudge_that_nobody_got_is_never_claimed_as_delivered(office: Office) -> None:
    office.mailer.refuse("ann@example.org", "550 no such user")
    office.mailer.refuse("ben@example.org", "550 no such user")
    pair = await office.start()
    await pair.handle.result()
    rungs = [fact.data["rung"] for fact in pair.facts() if fact.type == "rung_delivered"]
    assert rungs == [2, 3]
    assert pair.types().count("rung_undelivered") == 2


async def test_commands_wait_for_a_database_that_is_away_and_lose_nothing(office: Office) -> None:
    pair = await office.start_held()
    office.events.fail = True
    asking = asyncio.create_task(pair.ask("P1", "name_gaps", skills=["planning"]))
    await asyncio.sleep(0.5)
    assert not asking.done()
    office.events.fail = False
    assert (await asyncio.wait_for(asking, 30)).facts == ("gaps_named",)
    assert pair.types().count("gaps_named") == 1


async def test_facts_that_are_recorded_already_are_taken_over(office: Office) -> None:
    """A worker died after it recorded a fact and before the engine heard of it."""
    pair = await office.start_held()
    request = Request(id="lost", by="P1", command="name_gaps", data={"skills": ["planning"]})
    lost = decide(pair.state(), request, pair.state().at)
    facts = tuple(store(pair.id, fact) for fact in lost.facts)
    office.events.append(Batch(stream=pair.id, cohort="spring", expected=1, facts=facts))
    receipt = await pair.ask("P1", "name_gaps", key="lost", skills=["planning"])
    assert receipt.facts == ("gaps_named",)
    await pair.ask("P2", "share_experience", experience=["projects"], style="advisory")
    assert pair.types() == ["mentorship_opened", "gaps_named", "experience_shared"]


async def test_a_record_that_was_restored_to_an_earlier_day_is_waited_for(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    office.events.behind = True
    asking = asyncio.create_task(pair.ask("P1", "name_gaps", skills=["planning"]))
    await until(lambda: office.events.refused > 0)
    await asyncio.sleep(1)
    assert office.events.refused == 1
    assert not asking.done()
    office.events.behind = False
    await office.pass_time(pair, hours=1)
    assert (await asyncio.wait_for(asking, 30)).facts == ("gaps_named",)


async def test_operators_find_a_mentorship_by_what_it_waits_for(office: Office) -> None:
    pair = await office.start_held()
    await pair.ask("P1", "name_gaps", skills=["planning"])
    described = await pair.handle.describe()
    found = described.typed_search_attributes
    assert found[STAGE] == "aligning"
    assert found[COHORT] == "spring"
    assert found[EPISODE] == "none"
    due = pair.state().agreement.remind_at[0]
    assert due <= found[DUE] <= due + timedelta(days=2)
    details = await pair.handle.query("__temporal_workflow_metadata")
    assert "waiting for both signatures until" in str(details)


async def until_other_run(pair: Pair, run_id: str) -> None:
    """Wait until the mentorship continues as a new run."""
    for _ in range(200):
        if (await pair.handle.describe()).run_id != run_id:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the mentorship never began another run")
