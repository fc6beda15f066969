"""What `tandem cohort launch` does once the files are right, and how it tells it."""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from entrypoints.cli.output import as_json, say
from entrypoints.cli.reach import answering, data_option, database, temporal
from entrypoints.launching import Launch, Launching, Roster, Step, morning_of
from entrypoints.moments import Times, count
from entrypoints.settings import Settings

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store

PATIENCE = 100  # looks
GLANCE = 0.1  # seconds between two looks


async def launch(
    settings: Settings, name: str, roster: Roster, day: datetime | None, *, json: bool
) -> None:
    """Launch the cohort and say what was done."""
    client = await temporal(settings)
    with answering(), database(settings) as store:
        launching = Launching(client, settings.task_queue, store.cohorts, store.board)
        start = day and morning_of(day, roster.program)
        done = await launching.launch(name, roster, start)
        opened = await _opened(store, done)
    if json:
        as_json(facts(done, opened))
    else:
        say(*words(done, opened, data_option(settings)))


async def _opened(store: "Store", done: Launch) -> int:
    """Wait a moment for the new mentorships to open; returns how many have."""
    new = {pair.id for pair in done.missing}
    if done.step not in (Step.STARTED, Step.ADDED) or _ahead(done):
        return 0
    for _ in range(PATIENCE):
        rows = await asyncio.to_thread(store.board.cohort, done.cohort.name)
        count = len(new & {row.mentorship for row in rows})
        if count == len(new):
            break
        await asyncio.sleep(GLANCE)
    return count


def _ahead(done: Launch) -> bool:
    now = datetime.now(done.cohort.start.tzinfo)
    clock = done.cohort.clock
    return done.cohort.start > (clock.virtual(now) if clock else now)


def facts(done: Launch, opened: int) -> dict[str, object]:
    """What was done, for programs."""
    return {
        "cohort": done.cohort.name,
        "did": done.step.value,
        "start": done.cohort.start.isoformat(),
        "pairs": done.cohort.pairs,
        "missing": [pair.id for pair in done.missing],
        "opened": opened,
    }


def words(done: Launch, opened: int, data: str) -> list[str]:
    """What was done, for people."""
    cohort, new = done.cohort, count(len(done.missing), "pair")
    if done.step is Step.NOTHING:
        return [f"Cohort {cohort.name} was launched before, and none of its pairs is missing."]
    if done.step is Step.WAITING or _ahead(done):
        times = Times(cohort.program.people.manager.timezone)
        when = f"{times.moment(cohort.start)} ({times.zone})"
        return [f"Cohort {cohort.name} is ready: its {new} are invited on {when}."]
    return [_begun(done, new), *_confirmed(done, opened, data)]


def _begun(done: Launch, new: str) -> str:
    name = done.cohort.name
    if done.step is Step.ADDED:
        return f"Cohort {name} runs already; {new} had not opened and are being started."
    if not done.missing:
        return f"Cohort {name} had stopped being watched, and is now watched again."
    if len(done.missing) < done.cohort.pairs:
        return f"Cohort {name} goes on: {new} that were missing were started."
    return f"Cohort {name} is launched: {new} of {done.cohort.program.title}."


def _confirmed(done: Launch, opened: int, data: str) -> list[str]:
    if not done.missing:
        return []
    look = f"See how it goes with: tandem cohort show {done.cohort.name}{data}"
    if opened == len(done.missing):
        return ["All of them are open, and both people of each are being invited.", look]
    return [
        f"{opened} of {len(done.missing)} have opened so far; a worker opens the others.",
        f"If they stay away, look with: tandem doctor{data}",
        look,
    ]
