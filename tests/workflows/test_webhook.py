"""Subscriptions on the real server: every event in its turn, whatever the receiver says."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities import webhooks
from domain.webhooks.attempts import ATTEMPTS
from domain.webhooks.model import Answer
from tests.workflows.hooks import BROKEN, GONE, HookOffice
from tests.workflows.office import until


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "LONGEST", 0.1)


@pytest.fixture(params=[1000, 0], ids=["cached", "replayed"])
async def hooks(
    engine: WorkflowEnvironment, request: pytest.FixtureRequest
) -> AsyncIterator[HookOffice]:
    """A worker with fakes; the second time it forgets every workflow between two tasks."""
    hooks = HookOffice(engine, f"hooks-{uuid.uuid4()}", cached=request.param)
    async with hooks.open():
        yield hooks


async def test_a_receiver_is_told_in_order_of_what_it_asked_for(hooks: HookOffice) -> None:
    hooks.launch("spring")
    hooks.launch("autumn", program="other")
    hooks.happens("meeting_held", "meeting_missed", "meeting_held")
    hooks.happens("meeting_held", cohort="autumn")

    some = await hooks.subscribe(types=("meeting_held",), programs=("career",))
    await until(lambda: hooks.position(some) == 4)
    hooks.happens("meeting_held")
    await until(lambda: hooks.position(some) == 5)

    assert hooks.got() == [1, 3, 5]
    event = json.loads(hooks.sender.got[-1].body)
    assert event["specversion"] == "1.0"
    assert event["type"] == "tandem.mentorship.meeting_held.v1"
    assert (event["id"], event["source"]) == ("fact-5", "/cohorts/spring")


async def test_what_was_refused_is_tried_again_and_nothing_overtakes_it(hooks: HookOffice) -> None:
    hooks.happens("meeting_held", "meeting_held")
    hooks.sender.answers.extend([BROKEN, Answer(reason="nobody answers"), BROKEN])

    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 2)

    assert hooks.got() == [1, 1, 1, 1, 2]
    assert len({got.headers["webhook-id"] for got in hooks.sender.got}) == 2
    assert hooks.webhooks.letters(one.id) == []


async def test_between_two_attempts_time_passes_and_people_see_until_when(
    hooks: HookOffice,
) -> None:
    hooks.happens("meeting_held")
    hooks.sender.answers.extend([BROKEN, BROKEN])
    with hooks.engine.with_time_skipping_disabled():
        one = await hooks.subscribe()
    await until(lambda: hooks.webhooks.get(one.id).progress.attempts == 1)
    assert hooks.webhooks.get(one.id).progress.next_at is not None

    await hooks.engine.fast_forward(hooks.handle(one), timedelta(seconds=6))
    await until(lambda: hooks.webhooks.get(one.id).progress.attempts == 2)
    await hooks.engine.fast_forward(hooks.handle(one), timedelta(seconds=20))
    assert hooks.got() == [1, 1]
    await hooks.engine.fast_forward(hooks.handle(one), timedelta(seconds=20))

    await until(lambda: hooks.position(one) == 1)
    assert hooks.got() == [1, 1, 1]


async def test_what_nobody_takes_is_put_aside_after_a_day_and_the_next_one_goes_on(
    hooks: HookOffice,
) -> None:
    hooks.happens("meeting_held", "meeting_missed")
    hooks.sender.answers.extend([BROKEN] * ATTEMPTS)

    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 2)

    assert hooks.got() == [1] * ATTEMPTS + [2]
    (letter,) = hooks.webhooks.letters(one.id)
    assert (letter.event, letter.type, letter.attempts) == ("fact-1", "meeting_held", ATTEMPTS)
    runs = [
        run async for run in hooks.engine.client.list_workflows(f'WorkflowId = "webhook-{one.id}"')
    ]
    assert max(run.history_length for run in runs) < 100


async def test_a_dead_letter_can_be_sent_again_and_is_gone_once_it_was_taken(
    hooks: HookOffice,
) -> None:
    hooks.happens("meeting_held")
    hooks.sender.answers.extend([BROKEN] * ATTEMPTS)
    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 1)

    hooks.sender.answers.append(BROKEN)
    refused = await hooks.send(one, "r1", "fact-1")
    assert (refused.taken, refused.says) == (False, "500 Internal Server Error")
    assert hooks.webhooks.letter(one.id, "fact-1").attempts == ATTEMPTS + 1
    taken = await hooks.send(one, "r2", "fact-1")

    assert (taken.taken, hooks.webhooks.letters(one.id)) == (True, [])
    assert hooks.got() == [1] * (ATTEMPTS + 2)
    again = await hooks.send(one, "r3", "fact-1")
    assert (again.taken, "no dead letter" in again.says) == (False, True)


async def test_a_receiver_that_is_gone_gets_nothing_until_somebody_resumes_it(
    hooks: HookOffice,
) -> None:
    hooks.happens("meeting_held", "meeting_missed")
    hooks.sender.answers.append(GONE)
    with hooks.engine.with_time_skipping_disabled():
        one = await hooks.subscribe()
    await until(lambda: "410 Gone" in hooks.webhooks.get(one.id).paused)
    hooks.happens("meeting_held")

    await hooks.engine.fast_forward(hooks.handle(one), timedelta(days=3))
    assert hooks.got() == [1]
    hooks.webhooks.resume(one.id)
    await hooks.call(one)

    await until(lambda: hooks.position(one) == 3)
    assert hooks.got() == [1, 1, 2, 3]


async def test_a_paused_subscription_still_takes_a_test(hooks: HookOffice) -> None:
    one = await hooks.subscribe(paused="by ana")

    sent = await hooks.send(one, "t1")

    assert (sent.taken, sent.says) == (True, "200 OK")
    (got,) = hooks.sender.got
    event = json.loads(got.body)
    assert (event["type"], event["id"]) == ("tandem.webhook.test.v1", "t1")


async def test_everything_behind_a_position_can_be_sent_again(hooks: HookOffice) -> None:
    hooks.happens("meeting_held", "meeting_missed", "meeting_held")
    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 3)
    first = [got.headers["webhook-id"] for got in hooks.sender.got]

    hooks.webhooks.replay(one.id, 1)
    await hooks.call(one)
    await until(lambda: len(hooks.got()) == 5 and hooks.position(one) == 3)

    assert hooks.got() == [1, 2, 3, 2, 3]
    assert [got.headers["webhook-id"] for got in hooks.sender.got[3:]] == first[1:]


async def test_a_call_ends_the_wait_for_the_next_attempt(hooks: HookOffice) -> None:
    hooks.happens("meeting_held")
    hooks.sender.answers.append(BROKEN)
    with hooks.engine.with_time_skipping_disabled():
        one = await hooks.subscribe()
    await until(lambda: hooks.webhooks.get(one.id).progress.attempts == 1)

    hooks.webhooks.resume(one.id)
    await hooks.call(one)

    await until(lambda: hooks.position(one) == 1)


async def test_the_workflow_of_a_removed_subscription_ends(hooks: HookOffice) -> None:
    one = await hooks.subscribe()
    paused = await hooks.subscribe(paused="by ana")

    for each in (one, paused):
        hooks.webhooks.remove(each.id)
        await hooks.call(each)
        await asyncio.wait_for(hooks.handle(each).result(), 20)


async def test_one_broken_receiver_holds_up_no_other(hooks: HookOffice) -> None:
    hooks.happens("meeting_held")
    hooks.sender.answers.append(BROKEN)
    with hooks.engine.with_time_skipping_disabled():
        broken = await hooks.subscribe()
        await until(lambda: hooks.webhooks.get(broken.id).progress.attempts == 1)
        sound = await hooks.subscribe()
        await until(lambda: hooks.position(sound) == 1)

    assert hooks.position(broken) == 0
