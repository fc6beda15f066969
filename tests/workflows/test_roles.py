"""Workers of both roles together do what one of all does, and mail goes out at its pace."""

import uuid
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities import contracts
from domain.pace import Turn
from tests.workflows.office import Office, until


class Line:
    """Others stand in line, always an hour of them, until so many have asked."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def turn(self, *, first: bool) -> Turn:
        self.rounds -= 1
        return Turn(wait=timedelta(hours=self.rounds > 0), go=self.rounds <= 0)


@pytest.fixture
def desk(engine: WorkflowEnvironment) -> Office:
    return Office(engine, f"tandem-{uuid.uuid4()}", max_cached_workflows=100)


async def test_one_decides_and_another_works_in_the_world(desk: Office) -> None:
    async with desk.worker(role="workflows"), desk.worker(role="activities"):
        pair = await desk.start_held()
        receipt = await pair.ask("P1", "name_gaps", skills=["planning"])
        await until(lambda: len(desk.sent("invitation")) == 2)

    assert receipt.facts == ("gaps_named",)
    assert pair.types() == ["mentorship_opened", "gaps_named"]


async def test_mail_that_the_release_before_has_posted_is_fetched_where_it_lies(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.worker(role="activities"):
        monkeypatch.setattr(contracts, "mail_queue", lambda task_queue: task_queue)
        async with desk.worker(role="workflows"):
            await desk.start_held()
            await until(lambda: len(desk.sent("invitation")) == 2)


async def test_a_letter_that_waits_for_its_turn_has_not_failed(desk: Office) -> None:
    desk.pace = Line(rounds=9)
    async with desk.open():
        pair = await desk.start()
        await until(lambda: len(desk.sent("invitation")) == 2)

    began = pair.facts()[0].at
    (row, _) = desk.deliveries.of(pair.id)
    waited = row.at - began
    # Had it failed so often, it would have asked again after seconds, then ever later.
    assert timedelta(hours=3) < waited < timedelta(hours=9)
