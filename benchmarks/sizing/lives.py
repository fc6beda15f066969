"""When things fall due: one cohort of a thousand pairs and more lives through its whole program.

The lives are those of the demo (`entrypoints.lived`): the pure core in virtual time, with people
who are diligent, slow, silent or unhappy, in the time zones of the sample cohort.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from adapters.files.cohort_files import read_cohort
from benchmarks.diligent import PROGRAM
from domain.clock import offset
from domain.cohort.model import Pair
from domain.model import Model
from domain.people.model import Person
from domain.ports import Cohort
from domain.program.model import Program
from entrypoints.demo.behaviours import deal
from entrypoints.demo.files import SAMPLES
from entrypoints.demo.parts import Couple
from entrypoints.lived.cohort import DECK, FILES, NAME
from entrypoints.lived.life import Life, Page

START = datetime(2026, 3, 2, 7, tzinfo=UTC)  # a Monday, nine o'clock in the manager's zone
LONG_ENOUGH = timedelta(weeks=80)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SEED = 11


class Crowd(Model):
    """What the simulated pairs of one cohort did, in all and in the busiest minute.

    A turn is one passing of time or one request. The opening is no part of the busiest minute: a
    launch goes as fast as the engine takes it. `busiest_hour` is the share of all turns that falls
    into one hour of the day.
    """

    pairs: int
    days: float
    turns_of_time: int
    turns_of_people: int
    facts: int
    messages: int
    busiest_turns: int
    busiest_turns_with_jitter: int
    busiest_messages: int
    busiest_messages_with_jitter: int
    busiest: dict[str, int]
    busiest_hour: float


class Turn(NamedTuple):
    """One passing of time in one pair."""

    at: datetime
    pair: str
    what: str
    messages: int

    @property
    def later(self) -> timedelta:
        """How much later than due the pair acts; reminders of meetings are punctual."""
        return timedelta() if self.what == "meeting_reminded" else offset(self.pair)


def lives(count: int, program: Program = PROGRAM) -> Iterator[Life]:
    """So many pairs of one cohort, each lived to its end."""
    pairs = crowd(count)
    cohort = Cohort(name="sizing", program=program, start=START, clock=None, pairs=count)
    hands = deal(SEED, [pair.id for pair in pairs], DECK)
    for pair in pairs:
        couple = Couple(pair, hands[pair.id], program, START.date(), SEED)
        yield Life(cohort, couple, START + LONG_ENOUGH).live(START + LONG_ENOUGH)


def crowd(count: int) -> list[Pair]:
    """The pairs of the sample cohort, again and again under other names."""
    program, people, pairs = (SAMPLES / NAME / file for file in FILES)
    known = read_cohort(program, people, pairs, NAME).pairs
    return [_copy(known[n % len(known)], n // len(known)) for n in range(count)]


def _copy(pair: Pair, number: int) -> Pair:
    mentee, mentor = (_renamed(person, number) for person in (pair.mentee, pair.mentor))
    name = f"sizing-{mentee.person}-{mentor.person}"
    return pair.model_copy(update={"id": name, "mentee": mentee, "mentor": mentor})


def _renamed(person: Person, number: int) -> Person:
    return person.model_copy(update={"person": f"{person.person}x{number}"})


def counted(found: Iterator[Life]) -> Crowd:
    """Count what happened, and how much of it in one minute."""
    turns: list[Turn] = []
    sums, hours = Counter[str](), Counter[int]()
    for life in found:
        sums += _sums(life)
        turns += _turns(life)
        hours.update(page.at.astimezone(UTC).hour for page in life.pages)
    plain, spread = Counter[datetime](), Counter[datetime]()
    mail, spread_mail = Counter[datetime](), Counter[datetime]()
    for turn in turns:
        for count, letters, at in (
            (plain, mail, turn.at),
            (spread, spread_mail, turn.at + turn.later),
        ):
            minute = at.replace(second=0, microsecond=0)
            count[minute] += 1
            letters[minute] += turn.messages
    when, most = plain.most_common(1)[0]
    busiest = Counter(turn.what for turn in turns if when <= turn.at < when + MINUTE)
    return Crowd(
        pairs=sums["pairs"],
        days=sums["seconds"] / DAY.total_seconds() / sums["pairs"],
        turns_of_time=len(turns),
        turns_of_people=sums["people"],
        facts=sums["facts"],
        messages=sums["messages"],
        busiest_turns=most,
        busiest_turns_with_jitter=max(spread.values()),
        busiest_messages=max(mail.values()),
        busiest_messages_with_jitter=max(spread_mail.values()),
        busiest=dict(busiest.most_common(5)),
        busiest_hour=max(hours.values()) / hours.total(),
    )


def _sums(life: Life) -> Counter[str]:
    pages = life.pages
    return Counter(
        pairs=1,
        seconds=round((pages[-1].at - pages[0].at).total_seconds()),
        people=sum(not _of_time(page) for page in pages),
        facts=sum(len(page.batch.facts) for page in pages),
        messages=sum(len(page.letters) for page in pages),
    )


def _turns(life: Life) -> Iterator[Turn]:
    """What time has brought after the opening."""
    for page in life.pages[1:]:
        if _of_time(page):
            first = page.batch.facts[0]
            yield Turn(page.at, first.stream, first.type, len(page.letters))


def _of_time(page: Page) -> bool:
    """Nobody asked: time did, or a letter's fate."""
    return page.batch.facts[0].cause.startswith(("due", "deliveries:"))
