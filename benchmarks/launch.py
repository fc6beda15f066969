"""Launching a cohort, against bare `start_workflow` calls on the same server."""

import asyncio
import tempfile
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from temporalio.client import Client

from adapters.temporal.connection import connect
from adapters.temporal.dev_server import DevServer
from adapters.temporal.launcher import AT_ONCE, TemporalLauncher
from benchmarks.core import PROGRAM
from benchmarks.rows import Row
from domain.cohort.model import Pair
from domain.people.model import Person
from domain.ports import Cohort

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
COHORT = Cohort(name="spring", program=PROGRAM, start=START, clock=None, pairs=0)
ROUNDS, SIZE = 8, 50


def main() -> Iterator[Row]:
    """Launch and start bare in turn; nobody works on the task queue meanwhile."""
    launched, bare = asyncio.run(measure())
    yield Row(
        what="launch of a cohort",
        figure=f"{SIZE / launched:,.0f} pairs/s",
        against=f"bare start_workflow, {SIZE / bare:,.0f}/s",
        ratio=bare / launched,
        goal=0.9,
    )


async def measure() -> tuple[float, float]:
    """The median seconds for a page of pairs, launched and bare."""
    with tempfile.TemporaryDirectory() as folder:
        async with DevServer(Path(folder)) as server:
            client = await connect(server.address)
            launcher = TemporalLauncher(client, "bench")
            await start_bare(client, "warm-up")
            times = [await one_round(client, launcher, n) for n in range(ROUNDS)]
    launched, bare = zip(*times, strict=True)
    return median(launched), median(bare)


async def one_round(
    client: Client, launcher: TemporalLauncher, number: int
) -> tuple[float, float]:
    """One page each way, the other way first in every second round."""
    bare = 0.0 if number % 2 else await timed(start_bare(client, str(number)))
    pairs = [pair(f"{number}-{n}") for n in range(SIZE)]
    launched = await timed(launcher.start(COHORT, pairs))
    return launched, bare or await timed(start_bare(client, str(number)))


async def timed(work: Coroutine[Any, Any, object]) -> float:
    """Seconds that some work takes."""
    start = perf_counter()
    await work
    return perf_counter() - start


async def start_bare(client: Client, name: str) -> None:
    """Start workflows with nothing to do, as many at once as the launcher does."""
    room = asyncio.Semaphore(AT_ONCE)

    async def start_one(number: int) -> None:
        async with room:
            await client.start_workflow("Bare", id=f"bare-{name}-{number}", task_queue="bench")

    await asyncio.gather(*(start_one(n) for n in range(SIZE)))


def pair(key: str) -> Pair:
    """Two people who know nobody else."""
    mentee, mentor = person(f"mentee-{key}"), person(f"mentor-{key}")
    return Pair(id=f"spring-{key}", mentee=mentee, mentor=mentor, note="")


def person(name: str) -> Person:
    """Somebody with an address."""
    return Person(person=name, name=name, email=f"{name}@example.org", timezone="UTC")
