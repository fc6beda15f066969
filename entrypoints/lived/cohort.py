"""The sample cohort that is nine weeks old: who is in it, how they behave, all that happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from adapters.files.cohort_files import read_cohort
from domain.cohort.model import Pair
from domain.people.model import Person
from domain.ports import Cohort
from entrypoints.demo.behaviours import Behaviour, deal
from entrypoints.demo.files import SAMPLES, NoSamples
from entrypoints.demo.parts import Couple
from entrypoints.launching import morning_of
from entrypoints.lived.life import Life, Page

NAME = "new-leads"
FILES = ("program.yaml", "people.csv", "pairs.csv")
AGE = timedelta(weeks=9)
AWAY = timedelta(days=6)
"""For so long nobody has looked into the inbox, so that something is left to do."""

SEED = 9
DECK: tuple[tuple[Behaviour, Behaviour], ...] = (
    *(("diligent", "diligent"),) * 9,
    *(("diligent", "slow"),) * 6,
    *(("fading", "diligent"),) * 3,
    *(("unhappy", "diligent"),) * 2,
    ("slow", "slow"),
    ("returning", "diligent"),
    ("ghost", "ghost"),
    ("ghost", "diligent"),
)


class Sample(NamedTuple):
    """A cohort with its roster, and how each pair lived until now."""

    cohort: Cohort
    people: tuple[Person, ...]
    pairs: tuple[Pair, ...]
    lives: tuple[Life, ...]

    @property
    def pages(self) -> Sequence[Page]:
        """All that was recorded, in order of time."""
        pages = (page for life in self.lives for page in life.pages)
        return sorted(pages, key=lambda page: page.at)


def lived(now: datetime, name: str = NAME, samples: Path = SAMPLES) -> Sample:
    """Let the sample cohort live until now; raises `NoSamples`."""
    program, people, pairs = (samples / NAME / file for file in FILES)
    if not program.exists():
        raise NoSamples
    read = read_cohort(program, people, pairs, name)
    start = morning_of(now - AGE, read.program)
    cohort = Cohort(
        name=name, program=read.program, start=start, clock=None, pairs=len(read.pairs)
    )
    hands = deal(SEED, [pair.id for pair in read.pairs], DECK)
    couples = [
        Couple(pair, hands[pair.id], read.program, start.date(), SEED) for pair in read.pairs
    ]
    lives = (Life(cohort, couple, now - AWAY).live(now) for couple in couples)
    return Sample(cohort, read.people, read.pairs, tuple(lives))
