"""Replace every process, one after the other, while people use the pages; count what they see."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import httpx

from tests.restarts.place import SERVICES, Pairs, Place, place
from tests.restarts.visitors import LONGEST, Participant, Program, Seen, Visitor

KEPT = {
    "skills": ("gaps_named", "skills"),
    "experience": ("experience_shared", "experience"),
}
"""By the field of the page, the fact that what was typed there becomes, and where it stands."""

ALWAYS = {"experience": {"style": "advisory"}}
"""What a form wants besides."""


class Outcome:
    """What was seen, and what is amiss in the record."""

    def __init__(self, seen: Seen, took: list[tuple[str, float]], seconds: float) -> None:
        self.seen = seen
        self.took = took
        self.seconds = seconds
        self.lost: list[str] = []
        self.doubled: list[str] = []
        self.recorded_though_failed = 0

    @property
    def fine(self) -> bool:
        """Nobody noticed anything."""
        return not (self.seen.failed or self.lost or self.doubled)

    def lines(self) -> list[str]:
        """As a person reads it."""
        slowest = max(self.seen.seconds, default=0.0)
        middle = sorted(self.seen.seconds)[len(self.seen.seconds) // 2]
        stops = (f"{service} {seconds:.1f} s" for service, seconds in self.took)
        answers = (f"{what} {status}: {n}" for (what, status), n in self.seen.answers.items())
        return [
            f"{len(self.seen.seconds)} answers in {self.seconds:.0f} s: {', '.join(answers)}",
            f"an answer took {1000 * middle:.0f} ms (median), {slowest:.1f} s at most",
            f"stopped by themselves: {', '.join(stops) or 'nobody'}",
            f"failed {len(self.seen.failed)}, recorded all the same {self.recorded_though_failed}",
            f"lost {len(self.lost)}, doubled {len(self.doubled)}",
            *(f"FAILED {one}" for one in self.seen.failed[:20]),
            *(f"LOST {one}" for one in self.lost[:20]),
            *(f"DOUBLED {one}" for one in self.doubled[:20]),
        ]


async def drill(
    folder: Path, kind: str, pairs: int, rounds: int, crash: tuple[str, ...] = ()
) -> Outcome:
    """Run it; in the last round services of `crash` are killed instead of asked to stop."""
    seen = Seen()
    async with place(folder, kind, pairs) as (there, cohort), AsyncExitStack() as stack:
        token = await asyncio.to_thread(there.token)
        everybody = await visitors(stack, there, cohort, seen, token)
        stop, began = asyncio.Event(), time.monotonic()
        async with asyncio.TaskGroup() as group:
            for one in everybody:
                group.create_task(one.live(stop))
            await asyncio.sleep(1)
            for number in range(rounds):
                await one_round(there, crash if number == rounds - 1 else ())
            stop.set()
        found = Outcome(seen, there.took, time.monotonic() - began)
        seen.failed += ["nobody served a new visitor"] * there.balancer.refused
        for one in everybody:
            await asyncio.to_thread(compare, found, cohort, one)
    return found


async def one_round(there: Place, crash: tuple[str, ...]) -> None:
    """Every process once: workers before pages, as the runbook has it."""
    for service in SERVICES:
        for _ in range(len(there.running[service])):
            await (there.crash(service) if service in crash else there.replace(service))


async def visitors(
    stack: AsyncExitStack, there: Place, cohort: Pairs, seen: Seen, token: str
) -> list[Visitor]:
    """Both people of three pairs of four; the fourth is left to a program that uses the API."""
    found: list[Visitor] = []
    for number, pair in enumerate(cohort.ids):
        if number % 4 == 3:
            http = await stack.enter_async_context(client(there, Authorization=f"Bearer {token}"))
            found.append(Program(pair, pair, http, seen, Random(number)))
            continue
        for person, field in zip(cohort.people(pair), KEPT, strict=True):
            http = await stack.enter_async_context(client(there))
            who = Participant(person, pair, http, seen, Random(person))
            who.link, who.box = cohort.link(pair, person), field
            who.always = ALWAYS.get(field, {})
            found.append(who)
    return found


def client(there: Place, **headers: str) -> httpx.AsyncClient:
    """A browser of somebody's own: it keeps its connection, and asks again for nothing."""
    url = there.settings["TANDEM_PUBLIC_URL"]
    return httpx.AsyncClient(
        base_url=url, headers=headers, timeout=LONGEST, follow_redirects=True, trust_env=False
    )


def compare(found: Outcome, cohort: Pairs, one: Visitor) -> None:
    """Hold what somebody was told against the record."""
    if isinstance(one, Participant):
        fact, box = KEPT[one.box]
        words = [line for lines in cohort.said(one.pair, fact, box) for line in lines]
    else:
        words = cohort.said(one.pair, "mentorship_paused", "reason")
    said = Counter(words)
    found.lost += [words for words in one.accepted if not said[words]]
    found.doubled += [words for words, times in said.items() if times > 1]
    found.recorded_though_failed += sum(bool(said[words]) for words in one.failed)
