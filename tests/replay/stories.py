"""Lives whose histories are kept: each phase and each turn that a workflow can take."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio.client import WorkflowExecutionStatus

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide
from domain.mentorship.recovery import recover
from domain.mentorship.storage import store
from domain.record import Batch
from domain.webhooks.attempts import ATTEMPTS
from tests.faults.cohort import program as hard_times
from tests.faults.people import Couple
from tests.workflows.hooks import BROKEN, HookOffice
from tests.workflows.office import Handle, Office, Pair, now, until
from tests.workflows.runs import settled_length
from tests.workflows.test_cohort import launch, paired, people
from workflows.ledger import Begin

Story = Callable[[Office], Awaitable[Handle]]
DAYS = 14
"""How far time is wound on between two looks at what a pair's people have to do."""


async def mentorship__never_signed(office: Office) -> Handle:
    """A pair that climbs the whole ladder while aligning."""
    pair = await office.start()
    await pair.handle.result()
    return pair.handle


async def mentorship__silent_after_signing(office: Office) -> Handle:
    """A pair that signs and falls silent, is paused by default and ends."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=400)
    await pair.handle.result()
    return pair.handle


async def mentorship__paused_and_resumed(office: Office) -> Handle:
    """A pair that pauses, resumes, extends and ends early."""
    pair = await office.start_held()
    await pair.align()
    await office.pass_time(pair, days=3)
    await pair.ask("P1", "pause", reason="a long journey")
    await office.pass_time(pair, days=20)
    await pair.ask("P1", "resume")
    await pair.ask("manager", "extend", weeks=4)
    await pair.ask("P2", "end", reason="changed_role")
    return pair.handle


async def mentorship__diligent(office: Office) -> Handle:
    """Meetings, reviews, the end as planned, and the question three months later."""
    return await live(office, "diligent")


async def mentorship__extended(office: Office) -> Handle:
    """Both want more time."""
    return await live(office, "extending")


async def mentorship__worried(office: Office) -> Handle:
    """Somebody raises a concern, and a human decides."""
    return await live(office, "worried")


async def mentorship__back_after_a_nudge(office: Office) -> Handle:
    """A stall case that ends because the pair meets again."""
    return await live(office, "returning")


async def live(office: Office, temper: str) -> Handle:
    """The whole life of a pair of the fault suite."""
    return (await live_until(office, temper, is_over)).handle


async def live_until(office: Office, temper: str, then: Callable[[Pair], Awaitable[bool]]) -> Pair:
    """The life of a pair of the fault suite, until something is so."""
    pair = await office.start_held(**hard_times("full").model_dump())
    couple, heard = Couple(pair.id, temper, 7), 0
    for _ in range(60):
        while fresh := pair.facts()[heard:]:
            heard += len(fresh)
            for ask in (ask for fact in fresh for ask in couple.hears(fact)):
                await pair.ask(ask.by, ask.command, ask.id, **ask.data)
        await settled_length(pair)
        if await then(pair):
            return pair
        await office.pass_time(pair, days=DAYS)
    raise AssertionError(f"{temper} does not come to an end")


async def is_over(pair: Pair) -> bool:
    """Nothing comes any more, the question months later included."""
    return (await pair.handle.describe()).status != WorkflowExecutionStatus.RUNNING


async def is_closed(pair: Pair) -> bool:
    """It has ended; a last question may be ahead."""
    return pair.state().stage == "closed"


async def mentorship__database_away(office: Office) -> Handle:
    """A command that waits for the record, and a turn that does."""
    pair = await office.start_held()
    office.events.fail = True
    asking = asyncio.create_task(pair.ask("P1", "name_gaps", skills=["planning"]))
    await asyncio.sleep(2)
    office.events.fail = False
    await asking
    return await end(office, pair)


async def mentorship__facts_from_elsewhere(office: Office) -> Handle:
    """Facts that are recorded already: once a command meets them, once a deadline."""
    pair = await office.start_held()
    await settled_length(pair)
    lose(office, pair, "name_gaps", "P1", skills=["planning"])
    await pair.ask("P1", "name_gaps", "lost", skills=["planning"])
    lose(office, pair, "share_experience", "P2", experience=["projects"], style="advisory")
    await office.pass_time(pair, days=5)
    await until(lambda: len(office.sent("agreement_reminder")) == 2)
    return await end(office, pair)


def lose(office: Office, pair: Pair, command: str, by: str, **data: object) -> None:
    """A worker dies after it recorded a fact and before the engine heard of it."""
    state = pair.state()
    lost = decide(state, Request(id="lost", by=by, command=command, data=data), state.at)
    facts = tuple(store(pair.id, fact) for fact in lost.facts)
    office.events.append(
        Batch(stream=pair.id, cohort="spring", expected=state.version, facts=facts)
    )


async def mentorship__record_behind(office: Office) -> Handle:
    """A record that was restored to an earlier day, and comes back."""
    pair = await office.start_held()
    await settled_length(pair)
    office.events.behind = True
    asking = asyncio.create_task(pair.ask("P1", "name_gaps", skills=["planning"]))
    await until(lambda: office.events.refused > 0)
    await asyncio.sleep(1)
    office.events.behind = False
    await office.pass_time(pair, hours=1)
    await asking
    return await end(office, pair)


async def mentorship__mail_away(office: Office) -> Handle:
    """Mail that can't go out for a while, and an address that is refused for good."""
    office.mailer.down = True
    office.mailer.refuse("ben@example.org", "550 no such user")
    pair = await office.start_held()
    await pair.ask("P1", "name_gaps", skills=["planning"])
    await asyncio.sleep(1)
    office.mailer.down = False
    await office.pass_time(pair, hours=1)
    await pair.wait_for("message_bounced")
    return await end(office, pair)


async def mentorship__recovered(office: Office) -> Handle:
    """A pair that goes on from its record, with letters that nobody knows to have been sent."""
    pair = await office.start_held()
    await settled_length(pair)
    await pair.handle.terminate()
    found = recover(pair.id, pair.facts(), ())
    assert found is not None
    begin = Begin(id=pair.id, state=found.state, outbox=found.outbox)
    with office.engine.with_time_skipping_disabled():
        handle = await office.engine.client.start_workflow(
            "Mentorship",
            begin,
            id=f"{pair.handle.id}-again",
            task_queue=office.task_queue,
        )
    return await end(office, Pair(office, pair.id, handle))


async def end(office: Office, pair: Pair) -> Handle:
    """Bring a story to its end."""
    await pair.ask("manager", "end", reason="other", note="That is all.")
    await settled_length(pair)
    return pair.handle


async def cohort__launched_and_closed(office: Office) -> Handle:
    """A cohort of two pairs, from its launch until both are closed."""
    _, handle = await launch(office, 2, every=timedelta(days=7))
    await handle.result()
    return handle


async def cohort__launched_again(office: Office) -> Handle:
    """A cohort that waits for its start, and gets a pair more when it has begun."""
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 1, start=now() + timedelta(days=3))
    await office.engine.fast_forward(handle, timedelta(days=4))
    await until(lambda: len(office.board.cohort(name)) == 1)
    roster = people(4)
    office.cohorts.save(office.cohorts.get(name), roster, paired(name, roster))
    await handle.signal("launch_again")
    await until(lambda: len(office.board.cohort(name)) == 2)
    await office.engine.fast_forward(handle, timedelta(days=20))
    return handle


async def webhook__refused_and_removed(hooks: HookOffice) -> Handle:
    """A subscription whose receiver refuses an event for good, and is sent it again later."""
    hooks.happens("meeting_held", "meeting_missed")
    hooks.sender.answers.extend([BROKEN] * ATTEMPTS)
    one = await hooks.subscribe()
    await until(lambda: hooks.position(one) == 2)
    await hooks.send(one, "r1", "fact-1")
    hooks.webhooks.pause(one.id, "by ana")
    await hooks.call(one)
    await until(lambda: hooks.webhooks.letters(one.id) == [])
    hooks.webhooks.remove(one.id)
    await hooks.call(one)
    await hooks.handle(one).result()
    return hooks.handle(one)


STORIES: tuple[Story, ...] = (
    mentorship__never_signed,
    mentorship__silent_after_signing,
    mentorship__paused_and_resumed,
    mentorship__diligent,
    mentorship__extended,
    mentorship__worried,
    mentorship__back_after_a_nudge,
    mentorship__database_away,
    mentorship__facts_from_elsewhere,
    mentorship__record_behind,
    mentorship__mail_away,
    mentorship__recovered,
    cohort__launched_and_closed,
    cohort__launched_again,
)
