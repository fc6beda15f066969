"""One cohort in fast time: launched, played to its end, counted."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from domain.clock import Clock
from domain.cohort.model import pair_id
from domain.program.model import Program
from domain.record import BoardRow
from entrypoints.bootstrap import Store
from entrypoints.demo.behaviours import deal
from entrypoints.demo.cast import Cast
from entrypoints.demo.histories import cost
from entrypoints.demo.letters import Letter, Postbox, read
from entrypoints.demo.outcome import Ending, problems, readers, remark
from entrypoints.demo.pace import Pace
from entrypoints.demo.parts import Couple
from entrypoints.demo.replay import Life, replay
from entrypoints.demo.report import ProgramName, Report, count_letters, pair_report, totals
from entrypoints.demo.screen import Glance, Screen
from entrypoints.demo.speed import rate
from entrypoints.demo.world import World
from entrypoints.launching import Launching, Roster, morning_of

NAME = "demo"
GLANCE = 0.5  # seconds between two looks at the board
SETTLED_WITHIN = 20.0  # seconds for the last letters
FINAL = ("delivered", "bounced", "skipped")
SOME_SECONDS = 30.0

Until = Literal["closed", "followed-up"]


@dataclass(frozen=True)
class Wish:
    """What to play, how fast, by which seed, and how far."""

    roster: Roster
    speed: str
    seed: int
    until: Until


class Rehearsal:
    """Plays one cohort in a world that runs already."""

    def __init__(self, world: World, wish: Wish) -> None:
        self.world = world
        self.wish = wish
        self.begun = datetime.now(UTC)
        start = monday_of(self.begun, wish.roster.program)
        clock = Clock(epoch=start, origin=self.begun, rate=rate(wish.speed))
        self.pace = Pace(clock)
        self.name = free_name(world.store)
        self.roster = renamed(wish.roster, self.name)
        self.couples = couples(self.roster, wish.seed, start)
        self.postbox = Postbox(world.maildir, world.links)
        self.cast = Cast(world.client, world.browser, self.pace, self.couples)

    async def play(self, screen: Screen) -> Ending:
        """Launch the cohort, let everybody act until the end, and count."""
        world, clock = self.world, self.pace.clock
        launching = Launching(
            world.client, world.task_queue, world.store.cohorts, world.store.board
        )
        async with asyncio.TaskGroup() as group:
            playing = group.create_task(self.cast.play(self.postbox))
            await launching.launch(self.name, self.roster, clock.epoch, clock)
            await self.watch(screen)
            unsent = await self.settle()
            playing.cancel()
        return await self.count(unsent)

    async def watch(self, screen: Screen) -> None:
        """Show how the cohort stands until it has come to its end, or should have long ago."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience(self.wish.roster.program, self.pace.clock.rate)
        while loop.time() < deadline:
            rows = await self.rows()
            screen.show(Glance(self.pace.now(), rows, self.postbox.count))
            if len(rows) == len(self.couples) and all(map(self.over, rows.values())):
                return
            await asyncio.sleep(GLANCE)

    async def rows(self) -> Mapping[str, BoardRow]:
        """The board of the cohort."""
        found = await asyncio.to_thread(self.world.store.board.cohort, self.name)
        return {row.mentorship: row for row in found}

    def over(self, row: BoardRow) -> bool:
        """Tell whether a pair has come as far as was wished."""
        return row.stage == "closed" and (self.wish.until == "closed" or row.due is None)

    async def settle(self) -> tuple[str, ...]:
        """Wait for the last letters; returns the messages that have not left."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + SETTLED_WITHIN
        while True:
            unsent = await asyncio.to_thread(self.unsent)
            if not unsent or loop.time() > deadline:
                return unsent
            await asyncio.sleep(GLANCE)

    def unsent(self) -> tuple[str, ...]:
        """The messages that the facts ordered and of which nothing has become yet."""
        store, found = self.world.store, []
        for life in self.lives().values():
            sent = {row.effect for row in store.deliveries.of(life.id) if row.status in FINAL}
            found += [effect for effect in life.ordered if effect not in sent]
        return tuple(found)

    def bounced(self) -> tuple[str, ...]:
        """The messages that were refused for good; nobody here refuses any."""
        log = self.world.store.deliveries
        rows = (row for couple in self.couples for row in log.of(couple.pair.id))
        return tuple(row.effect for row in rows if row.status == "bounced")

    def lives(self) -> dict[str, Life]:
        """All mentorships, as the record tells them."""
        ids = [couple.pair.id for couple in self.couples]
        return {key: replay(key, self.world.store.events.stream(key)) for key in ids}

    async def count(self, unsent: tuple[str, ...]) -> Ending:
        """Count what came of it."""
        seconds = (datetime.now(UTC) - self.begun).total_seconds()
        spent = await cost(self.world.client, [couple.pair.id for couple in self.couples])
        lives = await asyncio.to_thread(self.lives)
        post = count_letters(await asyncio.to_thread(self.letters))
        pairs = tuple(
            pair_report(c, lives[c.pair.id], post.by_mentorship.get(c.pair.id, 0))
            for c in self.couples
        )
        program = self.roster.program
        report = Report(
            cohort=self.name,
            program=ProgramName(name=program.program, version=program.version),
            seed=self.wish.seed,
            speed=self.wish.speed,
            started=self.begun,
            seconds=round(seconds, 1),
            pairs=pairs,
            totals=totals(pairs, post, spent, self.cast.rejected),
        )
        bounced = await asyncio.to_thread(self.bounced)
        wrong = tuple(problems(report, unsent, bounced, self.cast.mistakes))
        hint = remark(self.cast.delays)
        return Ending(report, self.couples, readers(self.couples, post), hint, wrong)

    def letters(self) -> list[Letter]:
        """Every letter about this cohort that lies in the mail folder."""
        ours = {couple.pair.id for couple in self.couples}
        found = (
            read(file.read_bytes(), self.world.links, self.pace.now())
            for file in (self.world.maildir / "new").iterdir()
        )
        return [letter for letter in found if letter.mentorship in ours]


def monday_of(now: datetime, program: Program) -> datetime:
    """The morning of this week's Monday, where the program's manager is."""
    return morning_of(now - timedelta(days=now.weekday()), program)


def free_name(store: Store) -> str:
    """A name that no cohort of this data directory has: `demo`, else `demo-2` and so on."""
    taken = {cohort.name for cohort in store.cohorts.list()}
    name, number = NAME, 1
    while name in taken:
        number += 1
        name = f"{NAME}-{number}"
    return name


def renamed(roster: Roster, cohort: str) -> Roster:
    """The same roster with ids that belong to this cohort."""
    pairs = tuple(
        pair.model_copy(update={"id": pair_id(cohort, pair.mentee.person, pair.mentor.person)})
        for pair in roster.pairs
    )
    return roster._replace(pairs=pairs)


def couples(roster: Roster, seed: int, start: datetime) -> list[Couple]:
    """Deal the behaviours."""
    keys = [f"{pair.mentee.person}-{pair.mentor.person}" for pair in roster.pairs]
    hands = deal(seed, keys)
    return [
        Couple(pair, hands[key], roster.program, start.date(), seed)
        for key, pair in zip(keys, roster.pairs, strict=True)
    ]


def patience(program: Program, speed: float) -> float:
    """How many seconds a demo may take: three times what its longest pair should need."""
    longest = program.length + program.agreement.due_after + program.closure.close_after
    longest += program.pause.end_after + (program.closure.follow_up_after or timedelta())
    longest += timedelta(weeks=26)  # for extensions and shorter pauses
    return SOME_SECONDS + 3 * longest.total_seconds() / speed
