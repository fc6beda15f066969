"""A cohort is launched once, however often somebody launches it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from adapters.files.cohort_files import read_cohort
from adapters.store.fake import FakeCohortStore, FakeEventStore
from adapters.store.fake_board import FakeBoard
from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from domain.cohort.model import Pair
from domain.errors import CohortConflict
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from entrypoints.launching import Launching, Roster, Step, all_pairs, morning_of
from entrypoints.working import search_attributes
from tests.entrypoints.cli.records import FILES
from workflows.ledger import Begin, Ledger

TOMORROW = datetime.now(UTC) + timedelta(days=1)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class Office:
    """Somebody who launches cohorts; no worker is there, so nothing opens by itself."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.events = FakeEventStore()
        self.cohorts = FakeCohortStore(self.events.rows)
        board = FakeBoard(self.events, self.cohorts)
        self.launching = Launching(client, "nobody", self.cohorts, board)

    def opens(self, cohort: str, pairs: tuple[Pair, ...], *, closes: bool = False) -> None:
        """The pairs open, as a worker would have them do."""
        program = self.cohorts.get(cohort).program
        for pair in pairs:
            opening = MentorshipOpened(
                cohort=cohort,
                program=program,
                mentee=Party.of(pair.mentee),
                mentor=Party.of(pair.mentor),
            )
            ledger = Ledger(Begin(id=pair.id, opening=opening), YESTERDAY)
            batch = ledger.batch()
            stage = {"stage": "closed"} if closes else {}
            board = batch.board and batch.board.model_copy(update=stage)
            self.events.append(batch.model_copy(update={"board": board}))

    async def runs(self, cohort: str) -> bool:
        """Whether the cohort's workflow runs."""
        found = await self.client.get_workflow_handle(f"cohort-{cohort}").describe()
        return found.status == WorkflowExecutionStatus.RUNNING


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    folder = tmp_path_factory.mktemp("server")
    async with DevServer(folder, search_attributes=search_attributes()) as server:
        yield await connect(server.address)


@pytest.fixture
def office(client: Client) -> Office:
    return Office(client)


def roster(cohort: str, pairs: int | None = None) -> Roster:
    program, people, listed = (Path(path) for path in FILES[1::2])
    files = read_cohort(program, people, listed, cohort)
    return Roster(files.program, files.people, files.pairs[:pairs])


async def test_a_new_cohort_is_kept_and_handed_over(office: Office) -> None:
    done = await office.launching.launch("new", roster("new"))

    assert (done.step, len(done.missing)) == (Step.STARTED, 8)
    assert await office.runs("new")
    assert office.cohorts.get("new").pairs == 8


async def test_launching_again_changes_nothing(office: Office) -> None:
    first = await office.launching.launch("again", roster("again"))
    office.opens("again", first.missing)

    second = await office.launching.launch("again", roster("again"))

    assert (second.step, second.missing) == (Step.NOTHING, ())
    assert second.cohort == first.cohort


async def test_pairs_that_were_added_to_the_files_are_started(office: Office) -> None:
    first = await office.launching.launch("more", roster("more", 5))
    office.opens("more", first.missing)

    second = await office.launching.launch("more", roster("more"))

    assert (second.step, len(second.missing)) == (Step.ADDED, 3)
    assert len(all_pairs(office.cohorts, "more")) == 8


async def test_a_cohort_that_waits_for_its_day_is_left_waiting(office: Office) -> None:
    first = await office.launching.launch("later", roster("later", 5), TOMORROW)

    second = await office.launching.launch("later", roster("later"))

    assert (first.step, second.step) == (Step.STARTED, Step.WAITING)
    assert second.cohort.start == TOMORROW


async def test_a_cohort_that_has_ended_begins_anew_for_an_added_pair(office: Office) -> None:
    first = await office.launching.launch("ended", roster("ended", 5))
    office.opens("ended", first.missing, closes=True)
    await office.client.get_workflow_handle("cohort-ended").terminate()

    same = await office.launching.launch("ended", roster("ended", 5))
    more = await office.launching.launch("ended", roster("ended", 6))

    assert (same.step, more.step) == (Step.NOTHING, Step.STARTED)
    assert len(more.missing) == 1
    assert await office.runs("ended")


async def test_a_launch_that_broke_off_before_the_hand_over_is_made_good(office: Office) -> None:
    first = await office.launching.launch("broken", roster("broken"))
    await office.client.get_workflow_handle("cohort-broken").terminate()

    second = await office.launching.launch("broken", roster("broken"))

    assert (first.step, second.step) == (Step.STARTED, Step.STARTED)
    assert await office.runs("broken")


async def test_another_start_under_the_same_name_is_refused(office: Office) -> None:
    await office.launching.launch("taken", roster("taken"), TOMORROW)

    with pytest.raises(CohortConflict):
        await office.launching.launch("taken", roster("taken"), YESTERDAY)


def test_a_cohort_starts_in_the_morning_of_its_manager() -> None:
    day = datetime(2026, 7, 1)  # noqa: DTZ001  a day as typed, before it has a zone

    start = morning_of(day, roster("spring").program)

    assert start == datetime(2026, 7, 1, 8, tzinfo=UTC)
