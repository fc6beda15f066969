"""Running pairs are moved to another version of their program, by their real workflows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client

from domain.mentorship.commands import ChangeProgram, Request
from domain.program.model import Program
from entrypoints import asking, moving
from entrypoints.asking import NoAnswer
from entrypoints.bootstrap import Store
from entrypoints.moving import Fate, Moving
from tests.entrypoints.lost import PAIRS, Office, eventually, lost_engine
from workflows.attributes import PROGRAM


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    async with lost_engine(tmp_path_factory.mktemp("server")) as client:
        yield client


@pytest.fixture
async def office(client: Client, tmp_path: Path) -> Office:
    """A cohort of which six pairs have opened, and run."""
    office = Office(client, tmp_path, opening=PAIRS - 2)
    await office.recover()
    return office


def newer(office: Office, store: Store) -> Program:
    """The next version of the cohort's program: two days more to sign."""
    rules = office.cohort(store).program
    agreement = rules.agreement.model_copy(update={"due_after": rules.agreement.due_after * 2})
    return rules.model_copy(update={"version": rules.version + 1, "agreement": agreement})


async def move(office: Office, store: Store, program: Program) -> list[Fate]:
    return await Moving(store, office.name, program).carry_out(office.client, rate=200)


def kinds(office: Office, pair: str) -> list[str]:
    return [fact.type for fact in office.facts(pair)]


async def test_every_running_pair_moves_and_the_record_and_the_engine_say_so(
    office: Office,
) -> None:
    before = office.state(office.first)
    async with office.working() as store:
        program = newer(office, store)
        fates = await move(office, store, program)

        rows = store.board.cohort(office.name)
        described = await office.client.get_workflow_handle(
            f"mentorship-{office.first}"
        ).describe()

    after = office.state(office.first)
    assert {fate.did for fate in fates} == {"moved"}
    assert [row.program_version for row in rows] == [2] * len(rows)
    assert described.typed_search_attributes[PROGRAM] == f"{program.program}@2"
    assert after.program == program
    assert before.agreement.due is not None
    assert after.agreement.due == before.agreement.due + before.program.agreement.due_after
    assert [effect for effect in office.sent() if effect.startswith(office.first)] == []


async def test_a_move_that_was_interrupted_goes_on_with_the_rest(office: Office) -> None:
    async with office.working() as store:
        program = newer(office, store)
        key = f"program:{program.program}@2:{office.first}"
        wish = ChangeProgram(program=program).model_dump(mode="json")
        await office.ask(office.first, "manager", "change_program", key, **wish)

        first, again = [await move(office, store, program) for _ in range(2)]

    assert office.first not in [fate.id for fate in first]
    assert office.second in [fate.id for fate in first]
    assert again == []
    assert kinds(office, office.first).count("program_changed") == 1
    assert kinds(office, office.second).count("program_changed") == 1


async def test_where_no_worker_answers_nothing_goes_on_behind_the_trouble(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PATIENCE", timedelta(seconds=1))
    with office.past.store() as store, pytest.raises(NoAnswer):
        await move(office, store, newer(office, store))

    assert [task for task in asyncio.all_tasks() if "_move" in str(task.get_coro())] == []


async def test_a_pair_that_gives_no_answer_is_named_and_holds_up_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mute(monkeypatch, office.first)
    async with office.working() as store:
        program = newer(office, store)
        fates = await move(office, store, program)
        left = [row.mentorship for row in Moving(store, office.name, program).behind()]

    assert [fate.id for fate in fates if fate.did == "failed"] == [office.first] == left
    assert fates[0].why == moving.SILENT


async def test_where_those_that_are_left_give_no_answer_they_are_named(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mute(monkeypatch, office.first)
    async with office.working() as store:
        program = newer(office, store)
        await move(office, store, program)
        with pytest.raises(NoAnswer, match=office.first):
            await move(office, store, program)


def mute(monkeypatch: pytest.MonkeyPatch, pair: str) -> None:
    """Let a pair give no answer, without the half minute for which a real one is waited for."""

    async def ask(client: Client, mentorship: str, request: Request, patience: timedelta) -> None:
        if mentorship == pair:
            raise NoAnswer
        await asking.ask(client, mentorship, request, patience)

    monkeypatch.setattr(moving, "ask", ask)


async def test_pairs_that_were_just_being_launched_are_moved_too(office: Office) -> None:
    async with office.working() as store:

        async def opened() -> bool:
            return not store.cohorts.unopened(office.name)

        await eventually(opened)
        await move(office, store, newer(office, store))

        assert office.cohort(store).program.version == 2
        latest = [pair.id for _, pair in store.cohorts.pairs(office.name)][-1]
    assert office.facts(latest)[0].data["program"]["version"] == 1
    assert office.state(latest).program.version == 2
