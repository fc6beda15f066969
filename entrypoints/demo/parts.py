"""The parts that people play: two in each pair, as the seed has dealt them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from domain.cohort.model import Pair
from domain.mentorship.parties import PAIR
from domain.people.model import Person
from domain.program.model import Program
from entrypoints.demo.behaviours import Behaviour, Hand, chance

Role = Literal["mentee", "mentor"]
THIRD = 3
ATTENDS: dict[Behaviour, float] = {
    "diligent": 0.95,
    "slow": 0.9,
    "unhappy": 0.85,
    "returning": 0.95,
    "fading": 1.0,
    "ghost": 0.0,
}
"""How likely somebody keeps an appointment."""


@dataclass(frozen=True)
class Couple:
    """One pair: who they are, how they behave, and what both know of their program."""

    pair: Pair
    hand: Hand
    program: Program
    start: date
    seed: int

    @property
    def key(self) -> str:
        """The two ids, which are the same in every demo with these people."""
        return f"{self.pair.mentee.person}-{self.pair.mentor.person}"

    @property
    def vanished(self) -> bool:
        """Neither of the two will ever answer."""
        return set(self.hand.values()) == {"ghost"}

    @property
    def meetings(self) -> int:
        """How many meetings the program has room for."""
        return max(1, self.program.length // self.program.meetings.every)

    @property
    def reviews(self) -> int:
        """How many reviews the program has room for."""
        return max(1, self.program.length // self.program.reviews.every)

    @property
    def early_meetings(self) -> int:
        """How many meetings lie in the first third."""
        return max(1, self.meetings // THIRD)

    @property
    def early_reviews(self) -> int:
        """How many reviews lie in the first third."""
        return max(1, self.reviews // THIRD)

    def chance(self, *names: object) -> Random:
        """Chance for something that both share."""
        return chance(self.seed, self.key, *names)

    def attends(self, role: str, meeting: int) -> bool:
        """Tell whether one of the two keeps this appointment."""
        behaviour = self.hand[role]
        if behaviour == "fading" and meeting > self.early_meetings:
            return False
        return self.chance(role, "attends", meeting).random() < ATTENDS[behaviour]

    def absent(self, meeting: int) -> tuple[str, ...]:
        """The roles that do not turn up."""
        return tuple(role for role in PAIR if not self.attends(role, meeting))


@dataclass(frozen=True)
class Part:
    """One of the two: the role and how this person plays it."""

    couple: Couple
    role: Role

    @property
    def person(self) -> Person:
        """Who plays it."""
        pair = self.couple.pair
        return pair.mentee if self.role == "mentee" else pair.mentor

    @property
    def behaviour(self) -> Behaviour:
        """How it is played."""
        return self.couple.hand[self.role]

    def chance(self, kind: str, number: object) -> Random:
        """Chance for one choice of this person."""
        return chance(self.couple.seed, self.couple.key, self.person.person, kind, number)

    def hours(self, kind: str, number: object, least: float, most: float) -> timedelta:
        """How long this person takes for something."""
        return timedelta(hours=self.chance(f"{kind} delay", number).uniform(least, most))
