"""A whole experiment: the same cohorts once in peace and once in the storm, then compared."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from entrypoints.launching import Roster
from tests.faults.audit import Audit, audit
from tests.faults.cohort import Tempo, roster
from tests.faults.parts import parts
from tests.faults.people import couples
from tests.faults.play import Play
from tests.faults.pretend import Pretence
from tests.faults.report import Report, compare
from tests.faults.storm import Storm
from tests.faults.telling import Story, differences, told

LIMIT = 1200.0  # seconds for one run
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What to try; beats are in seconds, the faultless run may be quicker than the other.

    Without a beat of its own it needs no servers: the rules and the people do it alone.
    `stagger` beats lie between the launches of two cohorts, `gap` seconds between two faults.
    """

    database: str
    seed: int
    faults: int
    pairs: int
    length: str
    cohorts: int
    beat: float
    peaceful_beat: float
    stagger: float
    gap: float


def short(database: str, seed: int) -> Wish:
    """The form for every test run: three to four minutes, held against the rules alone."""
    return Wish(database, seed, 14, 12, "short", 3, 50.0, 0.0, 0.33, 0.8)


def full(database: str, seed: int, faults: int, pairs: int) -> Wish:
    """The form of `make faults`."""
    return Wish(database, seed, faults, pairs, "full", 6, 88.0, 20.0, 0.17, 0.3)


@dataclass
class Outcome:
    """What one run has left: a story for each pair, and what the audit found."""

    stories: dict[str, Story]
    audit: Audit
    seconds: float


async def experiment(wish: Wish, folder: Path, say: Say) -> Report:
    """Run twice and compare."""
    say("The faultless run …")
    peace = await in_peace(wish, folder)
    say(f"It took {peace.seconds:.0f} s. Now with {wish.faults} faults, {wish.beat:g} s a beat …")
    storm = Storm(wish.database, wish.faults, wish.gap, wish.seed)
    stormy, play = await run(wish, folder / "storm", storm)
    return compare(wish, peace, stormy, storm.injected, play.told)


async def in_peace(wish: Wish, folder: Path) -> Outcome:
    """The faultless run; where servers take part, it must be as the rules alone have it."""
    begun, alone = time.monotonic(), alone_with_the_rules(wish)
    if not wish.peaceful_beat:
        return Outcome(alone, Audit(), time.monotonic() - begun)
    peace, _ = await run(wish, folder / "peace", None)
    for pair, story in alone.items():
        if differences(story, peace.stories[pair]) != ([], []):
            peace.audit.wrong.append(f"{pair}: not as the rules alone have it")
    return peace


def alone_with_the_rules(wish: Wish) -> dict[str, Story]:
    """All lives without servers, where nothing is ever late."""
    homes = {pair.id: there for _, there in rosters(wish) for pair in there.pairs}
    people = couples(list(homes), wish.seed, wish.length).values()
    lives = [Pretence(one, homes[one.id], Random(0), 0.0, 0.0).live() for one in people]
    return {life.couple.id: told(life.facts) for life in lives}


async def run(wish: Wish, folder: Path, storm: Storm | None) -> tuple[Outcome, Play]:
    """Live through all of it, with a storm or without."""
    begun, cohorts = time.monotonic(), rosters(wish)
    ids = [pair.id for _, one in cohorts for pair in one.pairs]
    beat = wish.beat if storm else wish.peaceful_beat
    async with parts(folder, wish.database) as there:
        play = Play(there, couples(ids, wish.seed, wish.length), Tempo(beat))
        async with raging(storm, play):
            await play.run(cohorts, wish.stagger * beat, LIMIT)
        found = await audit(play)
    stories = {pair: told(found.streams[pair]) for pair in ids}
    return Outcome(stories, found, time.monotonic() - begun), play


def rosters(wish: Wish) -> list[tuple[str, Roster]]:
    """The cohorts by name, with about equally many pairs."""
    sizes = [wish.pairs // wish.cohorts] * wish.cohorts
    sizes[0] += wish.pairs % wish.cohorts
    names = [f"cohort-{number}" for number in range(1, wish.cohorts + 1)]
    return [
        (name, roster(name, size, wish.length)) for name, size in zip(names, sizes, strict=True)
    ]


@contextlib.asynccontextmanager
async def raging(storm: Storm | None, play: Play) -> AsyncIterator[None]:
    """Have a storm rage beside, if there is to be one; its last fault is mended at the end."""
    if storm is None:
        yield
        return
    async with asyncio.TaskGroup() as group:
        group.create_task(storm.rage(play))
        yield
