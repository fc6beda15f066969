"""What operators can tell a mentorship: to look at the record again, and to begin a new run."""

import asyncio
from collections.abc import Awaitable, Callable

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide
from domain.mentorship.storage import store
from domain.record import Batch
from tests.workflows.office import Office, Pair, now
from tests.workflows.runs import settled_length


async def run_of(pair: Pair) -> str:
    return (await pair.handle.describe()).run_id


async def another_run(pair: Pair, than: str) -> bool:
    return await run_of(pair) != than


async def becomes(look: Callable[[], Awaitable[object]], wanted: object) -> None:
    """Look until this is seen, in real time and not for long."""
    for _ in range(200):
        if await look() == wanted:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it never became {wanted}")


def written_by_another_hand(pair: Pair) -> None:
    """A fact comes into the record without the workflow, as from a worker that died since."""
    state = pair.state()
    data = {"skills": ["planning"], "knowledge": []}
    request = Request(id="elsewhere", by="P1", command="name_gaps", data=data)
    facts = tuple(store(pair.id, fact) for fact in decide(state, request, now()).facts)
    batch = Batch(stream=pair.id, cohort=state.cohort, expected=state.version, facts=facts)
    pair.office.events.append(batch)


async def test_a_pair_that_is_told_takes_over_what_the_record_knows_more(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    written_by_another_hand(pair)
    assert await pair.handle.query("recorded") == 1

    await pair.handle.signal("catch_up")

    await becomes(lambda: pair.handle.query("recorded"), 2)
    assert (await pair.ask("P1", "name_gaps", skills=["writing"])).version == 3


async def test_a_pair_that_is_told_begins_a_new_run_and_goes_on(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    first = await run_of(pair)

    await pair.handle.signal("roll")

    await becomes(lambda: another_run(pair, first), wanted=True)
    assert (await pair.ask("P1", "name_gaps", skills=["planning"])).version == 2
    assert len(office.sent("invitation")) == 2
