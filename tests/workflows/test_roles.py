"""Workers of both roles together do what one of all does, and mail goes out at its pace."""

import uuid
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities import contracts
from domain.pace import Turn
from tests.workflows.office import Office, now, until
from tests.workflows.runs import settled_length
from tests.workflows.test_quiet_hours import AHEAD, quiet_until


class Line:
    """Others stand in line, always an hour of them, until so many have asked."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds

    def turn(self, *, first: bool) -> Turn:
        self.rounds -= 1
        return Turn(wait=timedelta(hours=self.rounds > 0), go=self.rounds <= 0)


class Crowd:
    """A line of a day; who need not stand in it goes at once."""

    def __init__(self) -> None:
        self.firsts: list[bool] = []

    def turn(self, *, first: bool) -> Turn:
        self.firsts.append(first)
        return Turn(wait=timedelta(days=not first), go=first)


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


@pytest.mark.parametrize("cached", [1000, 0], ids=["cached", "replayed"])
async def test_a_link_that_somebody_asks_for_overtakes_what_stands_in_line(
    desk: Office, cached: int
) -> None:
    desk.max_cached_workflows, desk.pace = cached, (crowd := Crowd())
    async with desk.open():
        pair = await desk.start_held()
        await until(lambda: crowd.firsts == [False, False])

        for times in (1, 2):
            await pair.ask("P1", "send_link")
            await until(lambda: len(desk.sent("personal_link")) == times)  # noqa: B023  at once

        assert desk.sent("invitation") == []
        assert crowd.firsts == [False, False, True, True]
        await desk.pass_time(pair, days=1, minutes=10)
        await until(lambda: len(desk.sent("invitation")) == 2)


async def test_a_letter_whose_turn_comes_after_hours_waits_for_the_morning(desk: Office) -> None:
    desk.pace = crowd = Crowd()
    async with desk.open():
        pair = await desk.start_held(working_hours=quiet_until(now() + AHEAD))
        await desk.pass_time(pair, days=3, minutes=10)
        await until(lambda: crowd.firsts == [False, False])
        run = (await pair.handle.describe()).run_id

        await desk.pass_time(pair, days=1, hours=2)

        # It wakes once for its turn. Were it to wake again and again, its run would be over soon.
        await settled_length(pair)
        assert (await pair.handle.describe()).run_id == run
        await desk.pass_time(pair, days=6)
        await until(lambda: len(desk.sent("invitation")) == 2)
