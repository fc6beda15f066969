"""Cohorts on the real server: launched once, watched until all pairs are closed."""

import asyncio
import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from adapters.temporal.inside import details
from adapters.temporal.launcher import cohort_workflow
from domain.cohort.model import Pair, pair_id
from domain.people.model import Person
from domain.ports import Cohort
from tests.workflows.office import Handle, Office, now, program, until
from workflows.cohort import BeginCohort


def people(count: int) -> list[Person]:
    """As many people as wanted."""
    return [
        Person(person=f"P{n}", name=f"Person {n}", email=f"p{n}@example.org", timezone="UTC")
        for n in range(count)
    ]


def paired(cohort: str, roster: list[Person]) -> list[Pair]:
    """Neighbours in a roster, brought together."""
    couples = zip(roster[::2], roster[1::2], strict=True)
    return [
        Pair(id=pair_id(cohort, mentee.person, mentor.person), mentee=mentee, mentor=mentor)
        for mentee, mentor in couples
    ]


async def launch(office: Office, pairs: int, **begin: object) -> tuple[str, Handle]:
    """Save a cohort and start its workflow."""
    name, roster = office.task_queue, people(2 * pairs)
    cohort = Cohort(name=name, program=program(), start=now(), clock=None, pairs=pairs)
    office.cohorts.save(cohort, roster, paired(name, roster))
    start = BeginCohort.model_validate({"cohort": name, "start": cohort.start, **begin})
    handle = await office.engine.client.start_workflow(
        "Cohort", start, id=f"cohort-{name}", task_queue=office.task_queue
    )
    return name, handle


async def test_a_cohort_starts_every_pair_and_ends_when_all_are_closed(office: Office) -> None:
    name, handle = await launch(office, 3, every=timedelta(days=1))
    standing = await asyncio.wait_for(handle.result(), 60)
    assert standing["open"] == 0
    assert standing["stages"] == {"closed": 3}
    assert {row.outcome for row in office.board.cohort(name)} == {"never_started"}


async def test_a_cohort_waits_for_its_start_date(office: Office) -> None:
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 1, start=now() + timedelta(days=9))
    await office.engine.fast_forward(handle, timedelta(days=8))
    assert office.board.cohort(name) == []
    await office.engine.fast_forward(handle, timedelta(days=2))
    await until(lambda: len(office.board.cohort(name)) == 1)
    await handle.terminate()


async def test_a_cohort_says_how_its_pairs_stood_and_when_that_was(office: Office) -> None:
    """It looks once a week, and the first time while its pairs are only opening."""
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 1)
        began = (await handle.describe()).start_time
        said = ""
        for _ in range(500):
            said = await details(office.engine.client, cohort_workflow(name))
            if said.startswith("on "):
                break
            await asyncio.sleep(0.02)
        await handle.terminate()
    assert re.fullmatch(r"on (.{16}) UTC: 1 pairs open \(.*\); 0 at risk, 0 overdue", said)
    told = datetime.strptime(said[3:19], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert began - timedelta(minutes=1) <= told <= began + timedelta(minutes=1)


async def test_launching_again_starts_only_what_is_missing(office: Office) -> None:
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 1)
    await until(lambda: len(office.board.cohort(name)) == 1)
    roster = people(4)
    cohort = office.cohorts.get(name)
    office.cohorts.save(cohort, roster, paired(name, roster))
    await handle.signal("launch_again")
    await until(lambda: len(office.board.cohort(name)) == 2)
    for row in office.board.cohort(name):
        types = [fact.type for fact in office.events.stream(row.mentorship)]
        assert types.count("mentorship_opened") == 1
    await handle.terminate()


async def test_pairs_that_come_while_it_counts_for_the_last_time_are_watched_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, counted, go_on = office.board.open_count, list[int](), threading.Event()

    def slowly(cohort: str) -> int:
        counted.append(count(cohort))
        go_on.wait(60)
        return counted[-1]

    monkeypatch.setattr(office.board, "open_count", slowly)
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 0)
    await until(lambda: counted == [0])
    roster = people(2)
    office.cohorts.save(office.cohorts.get(name), roster, paired(name, roster))
    await handle.signal("launch_again")
    await until(lambda: len(office.board.cohort(name)) == 1)

    go_on.set()

    await until(lambda: counted[-1] == 1)
    assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING
    await handle.terminate()


async def test_an_empty_board_leaves_the_cohort_open(office: Office) -> None:
    """Pairs that have not opened yet count as open, so a cohort never ends before it began."""
    name, roster = office.task_queue, people(2)
    cohort = Cohort(
        name=name, program=program(), start=datetime(2026, 1, 5, tzinfo=UTC), clock=None, pairs=1
    )
    office.cohorts.save(cohort, roster, paired(name, roster))
    assert office.board.open_count(name) == 1
