"""Operators find mentorships in the engine, look into them, and signal many at once."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.worker import Worker

from adapters.keys.ring import new_key
from adapters.temporal.launcher import cohort_workflow
from adapters.temporal.runs import FAILS
from adapters.temporal.visibility import BadQuery, counted
from domain.clock import SPREAD
from domain.errors import NotFound
from entrypoints.cli.main import run
from entrypoints.engine import connect_to
from entrypoints.fleet.bulk import SIGNALS, CantRead, CantWrite, Plan, Reach, carried_out, planned
from entrypoints.fleet.seen import Listing, listing, tally, whole
from entrypoints.fleet.wanted import KINDS, Wanted
from entrypoints.settings import load
from tests.entrypoints.lost import PAIRS, Office, eventually, lost_engine
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow
from workflows.webhook import WebhookWorkflow

SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
SOON = timedelta(milliseconds=200)
CLASSES = {"mentorship": MentorshipWorkflow, "cohort": CohortWorkflow, "webhook": WebhookWorkflow}


@activity.defn
async def stumble() -> None:
    """Fail."""
    raise ValueError("It can't be done.")


@workflow.defn(name="Stumbling", sandboxed=False)
class Stumbling:
    """Waits for a next attempt."""

    @workflow.run
    async def run(self, _secret: str) -> None:
        await workflow.execute_activity(
            stumble,
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=RetryPolicy(initial_interval=timedelta(hours=1)),
        )


async def has_failed(handle: WorkflowHandle[Any, Any]) -> bool:
    pending = (await handle.describe()).raw_description.pending_activities
    return any(one.HasField("last_failure") for one in pending)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture(scope="module")
async def office(client: Client, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Eight pairs, one of them active and one in need, as the engine has them."""
    office = Office(client, tmp_path_factory.mktemp("office"))
    office.past.aligns(office.first)
    office.past.asks(office.second, "mentee", "raise_concern", text="We do not get along.")
    await office.recover()
    ours = f'TandemCohort = "{office.name}"'

    async def listed() -> bool:
        return await counted(client, ours) == PAIRS

    await eventually(listed)
    return office


@pytest.fixture
def terminal(client: Client, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the office's engine and record."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TANDEM_TEMPORAL_ADDRESS", client.service_client.config.target_host)
    monkeypatch.setenv("TANDEM_DATA_DIR", str(office.folder))
    monkeypatch.setenv("TANDEM_TASK_QUEUE", office.name)


async def asked(client: Client, **wanted: object) -> Listing:
    return await listing(client, Wanted.model_validate(wanted), now(), 50)


def ids(found: Listing) -> set[str]:
    return {one.id for one in found.shown}


async def test_pairs_are_found_by_what_operators_search_by(client: Client, office: Office) -> None:
    ours = {"cohort": office.name}

    assert ids(await asked(client, **ours, stage="active")) == {office.first}
    assert ids(await asked(client, **ours, episode="concern")) == {office.second}
    assert ids(await asked(client, **ours, episode="any", stage="aligning")) == {office.second}
    assert ids(await asked(client, **ours, episode="no_contact")) == set()
    assert ids(await asked(client, **ours, overdue=True)) == set()
    assert (await asked(client, **ours, program="first-steps")).total == PAIRS
    assert ids(await asked(client, query=f"WorkflowId = 'cohort-{office.name}'")) == {
        f"cohort-{office.name}"
    }


async def test_what_is_not_shown_is_counted(client: Client, office: Office) -> None:
    found = await listing(client, Wanted(cohort=office.name), now(), 3)
    sums = await tally(client, Wanted(cohort=office.name), now())

    assert (len(found.shown), found.more) == (3, PAIRS - 3)
    assert sums.stages == {"aligning": PAIRS - 1, "active": 1}
    assert sum(sums.health.values()) == sums.total == PAIRS
    assert (sums.with_cases, sums.overdue, sums.wedged) == (1, 0, 0)


async def test_a_pair_that_has_not_acted_in_time_comes_first(
    client: Client, office: Office
) -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC)

    found = await listing(client, Wanted(cohort=office.name, overdue=True), later, 50)

    assert found.total == PAIRS
    assert all(one.overdue for one in found.shown)


async def test_a_query_that_the_engine_cannot_read_is_refused(client: Client) -> None:
    with pytest.raises(BadQuery, match="Nonsense"):
        await asked(client, query="Nonsense = 1")


async def test_a_pair_tells_from_inside_what_it_waits_for_and_until_when(
    client: Client, office: Office
) -> None:
    async with office.working() as store:
        await office.knows(office.first)
        row = store.board.pair(office.first)
        found = await whole(client, office.first, now())

    assert row is not None
    assert row.due is not None
    assert found.details == f"waiting for {row.waits_for} until {row.due:%Y-%m-%d %H:%M} UTC"
    (timer,) = found.timers
    assert row.due <= timer.rings <= row.due + SPREAD + timedelta(seconds=1)
    assert [run.status for run in found.runs] == ["running"]
    assert found.runs[0].events == found.seen.events
    assert found.seen.build


async def test_a_pair_whose_worker_is_away_is_shown_as_far_as_it_can_be(
    client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.temporal.inside.PATIENCE", SOON)

    found = await whole(client, f"{office.name}-N03-M02", now())

    assert (found.details, found.seen.stage) == ("", "aligning")
    assert found.silent


async def test_a_pair_under_a_key_that_is_not_here_is_shown_as_far_as_it_can_be(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.temporal.inside.PATIENCE", timedelta(seconds=60))
    handle = await client.start_workflow(
        Stumbling.run, "a word", id="mentorship-cohort-a-N1-M1", task_queue="stumbling"
    )
    async with Worker(client, task_queue="stumbling", workflows=[Stumbling], activities=[stumble]):
        await eventually(lambda: has_failed(handle))
    address = client.service_client.config.target_host
    other = await connect_to(load(data_dir=tmp_path, keys=new_key("lost")), address)

    async with Worker(other, task_queue="stumbling", workflows=[Stumbling]):
        found = await whole(other, "cohort-a-N1-M1", now())
    (listed,) = (await asked(other, query=f"WorkflowId = '{handle.id}'")).shown

    assert found.silent == FAILS
    for one in (found.seen, listed):
        assert [(work.what, "key" in work.failure) for work in one.under_way] == [
            ("stumble", True)
        ]
    await handle.terminate()


async def test_what_is_not_there_is_not_shown(client: Client) -> None:
    with pytest.raises(NotFound, match="mentorship-nobody"):
        await whole(client, "nobody", now())


@pytest.mark.parametrize("signal", SIGNALS)
def test_every_signal_is_one_that_its_workflow_knows(signal: str) -> None:
    known = workflow._Definition.must_from_class(  # noqa: SLF001  the SDK tells it nowhere else
        CLASSES[SIGNALS[signal]]
    ).signals

    assert signal in known
    assert set(CLASSES) == set(KINDS)


async def test_a_dry_run_tells_whom_a_signal_would_reach_and_why_not_the_others(
    client: Client, office: Office
) -> None:
    wanted = Wanted(query=f"WorkflowId STARTS_WITH 'cohort-{office.name}' OR {of(office)}")

    plan = await planned(client, "launch_again", wanted, now(), None)

    assert plan.reached == (cohort_workflow(office.name),)
    (reason,) = plan.left_out
    assert reason == "a mentorship does not know this signal"
    assert len(plan.left_out[reason]) == PAIRS


async def test_a_signal_that_was_stopped_goes_on_where_it_was(
    client: Client, office: Office, tmp_path: Path
) -> None:
    log, told = tmp_path / "signals.log", list[Reach]()
    cohort = cohort_workflow(office.name)
    wanted = Wanted(query=f"WorkflowId = '{cohort}'")
    plan = await planned(client, "launch_again", wanted, now(), log)
    gone = plan.changed(reached=(*plan.reached, "cohort-that-has-ended"))

    done = await carried_out(client, gone, 1000, log, told.append)

    assert [reach.outcome for reach in done] == ["reached", "ended"]
    assert told == done
    await eventually(lambda: has_one_signal(client, cohort))
    with log.open("a", encoding="utf-8") as file:
        file.write('{"workflow": "cut off am')
    again = await planned(client, "launch_again", wanted, now(), log)
    assert (again.reached, again.left_out) == ((), {"was reached before": (cohort,)})
    await carried_out(client, gone, 1000, log, told.append)
    assert await planned(client, "launch_again", wanted, now(), log) == again


async def test_nothing_is_sent_that_can_not_be_written_down(
    client: Client, tmp_path: Path
) -> None:
    log, told = tmp_path / "nowhere" / "signals.log", list[Reach]()
    plan = Plan(signal="look", query="", reached=("webhook-w1",), left_out={})

    with pytest.raises(CantWrite, match="nowhere"):
        await carried_out(client, plan, 1000, log, told.append)

    assert told == []


async def test_a_log_that_is_none_is_refused(client: Client, tmp_path: Path) -> None:
    log = tmp_path / "letter.txt"
    log.write_text("Dear Ann,\nhow are you?\n", encoding="utf-8")

    with pytest.raises(CantRead, match="is not a log of signals"):
        await planned(client, "look", Wanted(kind="Webhook"), now(), log)


async def typed(*words: str) -> int:
    return await asyncio.to_thread(run, ["workflows", *words])


@pytest.mark.usefixtures("terminal")
async def test_operators_list_show_and_signal_in_a_terminal(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await typed("--cohort", office.name, "--limit", "2") == 0
    told = capsys.readouterr().out
    assert f"{PAIRS} found" in told
    assert f"and {PAIRS - 2} more" in told

    assert await typed("--cohort", office.name, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["total"], answer["counts"]["stages"]["active"]) == (PAIRS, 1)

    where = f"WorkflowId = 'cohort-{office.name}'"
    assert await typed("signal", "launch_again", "--where", where, "--dry-run") == 0
    assert "would reach 1 cohort workflow" in capsys.readouterr().out


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--stage", "lost"), 2, "aligning, active"),
        (("--query", "Nonsense = 1"), 2, "Nonsense"),
        (("show", "nobody"), 2, "mentorship-nobody"),
        (("signal", "terminate", "--all"), 2, "launch_again"),
        (("signal", "launch_again"), 2, "--all"),
        (("signal", "launch_again", "--cohort", "elsewhere"), 2, "no cohort elsewhere"),
        (("signal", "roll", "--cohort", "elsewhere", "--dry-run"), 2, "no cohort elsewhere"),
    ],
)
async def test_what_makes_no_sense_is_refused_before_anything_is_done(
    words: tuple[str, ...], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await typed(*words) == status
    assert told in capsys.readouterr().err


def of(office: Office) -> str:
    return f"TandemCohort = '{office.name}'"


async def has_one_signal(client: Client, workflow_id: str) -> bool:
    """It is in the history once no task of a worker that has gone is in its way any more."""
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    return [event.event_type for event in history.events].count(SIGNALED) == 1
