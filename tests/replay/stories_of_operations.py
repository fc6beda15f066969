"""Lives with what operators do to a running pair, and with letters that wait for their time."""

from datetime import timedelta

from domain.mentorship.erasure import erase
from domain.mentorship.storage import store
from domain.program.model import WEEK, WorkingHours
from domain.record import Batch
from tests.replay.stories import Story, end, is_closed, is_over, live_until, lose
from tests.workflows.office import Handle, Office, now, program, until
from tests.workflows.runs import settled_length
from tests.workflows.test_roles import Line

AHEAD = timedelta(days=3)
FEW = 6


async def mentorship__moved_and_rolled(office: Office) -> Handle:
    """A pair that is told what the record knows more, follows new rules, and begins a new run."""
    pair = await office.start_held()
    await settled_length(pair)
    lose(office, pair, "name_gaps", "P1", skills=["planning"])
    await pair.handle.signal("catch_up")
    await until(lambda: pair.state().version > 1)
    await settled_length(pair)
    await pair.align()
    newer = program(version=2, length="30 weeks").model_dump(mode="json")
    await pair.ask("manager", "change_program", program=newer)
    await pair.handle.signal("roll")
    await settled_length(pair)
    await office.pass_time(pair, days=10)
    return await end(office, pair)


async def mentorship__mail_waits(office: Office) -> Handle:
    """Letters that wait for working hours, and then for others that were before them."""
    office.pace = Line(rounds=3)
    opens = now() + AHEAD
    hours = WorkingHours(opens="00:00", closes="23:59", days=(WEEK[opens.weekday()],))
    pair = await office.start_held(working_hours=hours)
    await pair.ask("P1", "send_link")
    await until(lambda: office.sent("personal_link") == ["P1"])
    assert office.sent("invitation") == []
    await office.pass_time(pair, days=4)
    await until(lambda: len(office.sent("invitation")) == len(("P1", "P2")))
    return await end(office, pair)


async def mentorship__erased(office: Office) -> Handle:
    """A pair that has ended, and forgets its mentor before the last question."""
    pair = await live_until(office, "diligent", is_closed)
    state, at = pair.state(), await office.engine.get_current_time(pair.handle)
    facts = tuple(store(pair.id, fact) for fact in erase(state, "mentor", at, "erasure:1").facts)
    office.events.append(
        Batch(stream=pair.id, cohort=state.cohort, expected=state.version, facts=facts)
    )
    for signal in ("catch_up", "roll"):
        await pair.handle.signal(signal)
        await settled_length(pair)
    for _ in range(FEW):
        if await is_over(pair):
            return pair.handle
        await office.pass_time(pair, days=60)
        await settled_length(pair)
    raise AssertionError("the last question never came")


OPERATIONS: tuple[Story, ...] = (
    mentorship__moved_and_rolled,
    mentorship__mail_waits,
    mentorship__erased,
)
