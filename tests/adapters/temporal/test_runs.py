"""A workflow is put back from outside, by whoever comes first and only if it is not there."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker

from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.temporal.runs import NoAnswer, Runs, Start


@workflow.defn(name="Patience", sandboxed=False)
class Patience:
    """Waits until it is told to end, and says what it was begun with."""

    def __init__(self) -> None:
        self.ended = False
        self.begin = ""

    @workflow.run
    async def run(self, begin: str) -> None:
        self.begin = begin
        await workflow.wait_condition(lambda: self.ended)

    @workflow.signal
    def end(self) -> None:
        self.ended = True

    @workflow.query
    def begun(self) -> str:
        return self.begin


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with DevServer(tmp_path_factory.mktemp("server")) as server:
        client = await connect(server.address)
        async with Worker(client, task_queue="pairs", workflows=[Patience]):
            yield client


@pytest.fixture
def runs(client: Client) -> Runs:
    return Runs(client, "pairs")


def start(id_: str, begin: str = "first") -> Start:
    return Start("Patience", id_, begin, "a pair")


async def test_what_is_missing_is_put_back_once(runs: Runs) -> None:
    assert await runs.standing("lost") == "missing"

    tries = await asyncio.gather(*(runs.put_back(start("lost")) for _ in range(5)))

    assert sorted(tries) == [False] * 4 + [True]
    assert await runs.standing("lost") == "running"


async def test_what_has_ended_by_itself_stays_ended(client: Client, runs: Runs) -> None:
    await runs.put_back(start("ended"))
    handle = client.get_workflow_handle("ended")
    await handle.signal("end")
    await handle.result()

    assert await runs.standing("ended") == "ended"
    assert not await runs.put_back(start("ended"))
    assert await runs.put_back(start("ended", "again"), even_ended=True)
    assert await runs.ask("ended", "begun", str) == "again"


async def test_what_somebody_stopped_is_put_back(client: Client, runs: Runs) -> None:
    await runs.put_back(start("stopped"))
    await client.get_workflow_handle("stopped").terminate()

    assert await runs.standing("stopped") == "missing"
    assert await runs.put_back(start("stopped"))


async def test_one_that_runs_is_replaced_only_on_purpose(runs: Runs) -> None:
    await runs.put_back(start("ahead"))
    assert not await runs.put_back(start("ahead", "second"))
    assert await runs.ask("ahead", "begun", str) == "first"

    await runs.replace(start("ahead", "second"))

    assert await runs.ask("ahead", "begun", str) == "second"


async def test_a_workflow_that_can_not_answer_is_told_from_its_answer(runs: Runs) -> None:
    await runs.put_back(start("deaf"))

    answer = await runs.ask("deaf", "unheard_of", str)

    assert isinstance(answer, NoAnswer)
    assert "unheard_of" in answer.reason
