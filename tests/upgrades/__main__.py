"""`python -m tests.upgrades --old DIR`: upgrade hundreds of pairs, and count what is amiss.

DIR holds the code of the release before, as `git worktree add DIR COMMIT` makes it. Its worker
runs the pairs; a new version takes them over, is restarted, a broken one is let at some of them
and taken back, and another one takes over from the first. Then every pair is asked
to pause, and `tandem recover` closes, as the runbook says.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from adapters.temporal.checkup import all_failing
from domain.mentorship.decide import is_over
from domain.mentorship.storage import fold
from tests.faults.__main__ import quietly, say
from tests.faults.audit import (
    Audit,
    check_answers,
    check_effects,
    check_seals,
    check_tail,
    check_versions,
    check_workflows,
    unsent,
    whole_record,
)
from tests.faults.cohort import Tempo
from tests.faults.parts import Child
from tests.faults.people import Ask, couples
from tests.faults.play import Play
from tests.faults.runs import Wish, alone_with_the_rules, rosters
from tests.faults.telling import differences, told
from tests.upgrades.stage import Stage, stage

SETTLED_WITHIN = 900.0  # seconds: half a thousand pairs are paused at once, and each is told


class Drill:
    """One upgrade from end to end."""

    def __init__(self, stage: Stage, play: Play, calm: float) -> None:
        self.stage, self.play, self.calm = stage, play, calm
        self.begun = time.monotonic()

    def note(self, words: str) -> None:
        """Say what happens, and when."""
        known, answered = len(self.play.told), len(self.play.answers)
        took = time.monotonic() - self.begun
        say(f"{took:5.0f} s  {known:6} facts {answered:6} answers  {words}")

    async def run(self) -> None:
        """All of it, while the pairs live."""
        await self.opened()
        self.note("every pair runs on the release before")
        second = await self.take_over("a1", self.stage.worker)
        self.note("all work goes to a1, the worker of the release before is stopped")
        await asyncio.sleep(self.calm)
        third = self.stage.hire("a1")
        await asyncio.sleep(self.calm / 2)
        await second.stop()
        self.note("a1 restarted: another worker of it came, the first one went")
        await self.broken()
        fourth = self.stage.hire("c1", ["-m", "tests.upgrades.other_worker", "Newer"])
        await self.stage.tandem("release", "ramp", "c1", "50")
        self.note("c1 gets half of the pairs")
        await asyncio.sleep(self.calm)
        await self.stage.tandem("release", "current", "c1")
        await third.stop()
        self.note("c1 gets all, a1 is stopped")
        await asyncio.sleep(self.calm)
        self.note(await self.stage.tandem("release", "show"))
        del fourth

    async def opened(self) -> None:
        """Wait until every pair runs."""
        await until(lambda: len(self.play.streams) == len(self.play.couples))
        await asyncio.sleep(self.calm)

    async def take_over(self, build: str, before: Child) -> Child:
        """A new version gets all work, and the worker before it is stopped."""
        fresh = self.stage.hire(build)
        await self.stage.tandem("release", "current", build)
        await asyncio.sleep(self.calm / 2)
        await before.stop()
        return fresh

    async def broken(self) -> None:
        """A version that raises gets a third of the pairs, is noticed, and is taken back."""
        worker = self.stage.hire("b1", ["-m", "tests.upgrades.other_worker", "Raising"])
        await self.stage.tandem("release", "ramp", "b1", "30")
        self.note("b1, which is broken, gets 30 % of the pairs")
        await self.named(some=True)
        self.note("Temporal names some that can't go on")
        await asyncio.sleep(self.calm / 2)
        named = await all_failing(self.stage.client)
        await self.stage.tandem("release", "back")
        self.note(f"b1 is taken back; {len(named)} pairs could not go on")
        await self.named(some=False)
        await worker.stop()
        self.note("every pair goes on")

    async def named(self, *, some: bool) -> None:
        """Wait until Temporal names pairs that can't go on, or none any more."""
        while bool(await all_failing(self.stage.client)) != some:  # noqa: ASYNC110  it asks
            await asyncio.sleep(1)


async def until(true: Callable[[], bool], seconds: float = 600.0) -> bool:
    """Wait until something is so, or for long enough."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if await asyncio.to_thread(true):
            return True
        await asyncio.sleep(0.5)
    return False


async def live(play: Play, drill: Drill) -> None:
    """Let pairs live while they are upgraded; then each is asked to pause."""
    play.patient.set()
    play.open = set(play.couples)
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(play.listen(group))
        await drill.run()
        play.patient.clear()  # who has not begun to ask does not begin any more
        await asyncio.sleep(10)
        listening.cancel()
        for task in asyncio.all_tasks():
            if "carry_out" in repr(task.get_coro()):
                task.cancel()
    play.patient.set()
    await asyncio.gather(*(pause(play, pair) for pair in play.couples))
    drill.note("every pair was asked to pause")


async def pause(play: Play, pair: str) -> None:
    """One Update more, on the newest version; time stands still from then on."""
    wish = Ask(f"{pair}/standstill", "manager", "pause", {"reason": "The drill is over."}, 0.0)
    await play.carry_out(pair, wish)


async def examine(play: Play, wish: Wish) -> Audit:
    """What is lost, doubled or wrong; what happened is a part of what the rules alone have."""
    await until(lambda: not unsent(play), SETTLED_WITHIN)
    found = Audit(answers=len(play.answers), refused=play.refused)
    for pair in play.couples:  # those that were paused or closed already
        if play.answers[f"{pair}/standstill"] in ("already_paused", "already_closed", "closed"):
            play.answers[f"{pair}/standstill"] = "gone"
    record = await asyncio.to_thread(whole_record, play.parts)
    check_versions(found, record)
    check_tail(found, record, play)
    check_answers(found, record, play)
    await asyncio.to_thread(check_seals, found, play)
    await asyncio.to_thread(check_effects, found, play)
    await check_workflows(found, play)
    found.facts = len(record)
    for one in record:
        if one.fact.cause != f"{one.fact.stream}/standstill":
            found.streams[one.fact.stream].append(one.fact)
    for pair, story in alone_with_the_rules(wish).items():
        _, extra = differences(story, told(found.streams[pair]))
        # The release before wrote the opening, without the settings that programs have got since.
        found.doubled += [f"{pair} {one}" for one in extra if "mentorship_opened" not in one]
    return found


async def main(asked: argparse.Namespace, folder: Path) -> int:
    """Run the drill and tell what was seen."""
    wish = Wish(
        asked.database, 7, 0, asked.pairs, "short", asked.cohorts, asked.beat, 0.0, 12.0, 0.0
    )
    ids = [pair.id for _, one in rosters(wish) for pair in one.pairs]
    old, size = asked.old.absolute(), asked.pairs // asked.cohorts
    async with stage(folder, wish.database, old, asked.cohorts, size, wish.beat) as there:
        play = Play(there, couples(ids, wish.seed, wish.length), Tempo(wish.beat))
        drill = Drill(there, play, asked.calm)
        await live(play, drill)
        drill.note(await there.tandem("recover"))
        found = await examine(play, wish)
        closed = sum(over(play, pair) for pair in ids)
    say(f"{len(ids)} pairs ({closed} at their end), {found.facts} facts, {found.effects} letters")
    say(f"{found.answers} requests answered, {found.refused} refused and asked again")
    say(f"lost {len(found.lost)}, doubled {len(found.doubled)}, wrong {len(found.wrong)}")
    for name in ("lost", "doubled", "wrong"):
        for line in getattr(found, name)[:20]:
            say(f"{name.upper()} {line}")
    return 1 if found.lost or found.doubled or found.wrong else 0


def over(play: Play, pair: str) -> bool:
    """Whether nothing is left to happen to a pair."""
    state = fold(pair, play.parts.store.events.stream(pair))
    return state is not None and is_over(state)


def arguments(argv: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrades", description=__doc__)
    parser.add_argument("--old", type=Path, required=True, metavar="DIR")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--cohorts", type=int, default=10)
    parser.add_argument("--beat", type=float, default=400.0, metavar="SECONDS")
    parser.add_argument("--calm", type=float, default=20.0, metavar="SECONDS")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep all data and logs here")
    return parser.parse_args(argv)


if __name__ == "__main__":
    asked = arguments(sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="tandem-upgrade-", ignore_cleanup_errors=True) as made:
        folder = asked.keep or Path(made)
        with quietly(folder / "suite.log"):
            status = asyncio.run(main(asked, folder))
    os._exit(status)
