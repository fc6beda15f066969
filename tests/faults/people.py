"""Simulated people who act on the facts of their pair, never on how long something took.

What somebody does depends on the seed and on the fact; each request has a name of its own, so that
it can be asked again until it is acknowledged. Where two things could come in either order, the
second waits for the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from domain.record import StoredFact
from tests.faults.reactions import REACTIONS, nothing

SHORT = ("diligent", "unhappy", "pausing", "missing", "quitter", "worried")
TEMPERS = {"short": SHORT, "full": (*SHORT, "ghost", "returning", "extending", "half_ghost")}
QUIET = {"survey_closed review-1", "meeting_settled 3", "introduction_reported", "task_done"}
"""After these nothing is under way, and the next meeting is a beat away."""

Data = dict[str, Any]


@dataclass(frozen=True)
class Ask:
    """One request of somebody, made a little after the fact that it answers."""

    id: str
    by: str
    command: str
    data: Data
    after: float


@dataclass
class Couple:
    """The two of one pair, with the program's manager: what they have seen, and what they do."""

    id: str
    temper: str
    seed: int
    seen: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    triggers: dict[int, str] = field(default_factory=dict)

    def hears(self, fact: StoredFact) -> list[Ask]:
        """Take a fact in; returns what it moves them to do."""
        self.seen.add(mark(fact))
        if fact.type == "episode_opened":
            self.triggers[fact.data["episode"]] = fact.data["trigger"]
        answers = [*REACTIONS.get(fact.type, nothing)(self, fact), *self.turns()]
        fresh = [ask for ask in answers if ask.id not in self.asked]
        self.asked.update(ask.id for ask in fresh)
        return fresh

    def chance(self, *names: object) -> Random:
        """A source of chance for one choice: it depends on what is chosen, never on when."""
        return Random(":".join(map(str, (self.seed, self.id, *names))))

    def ask(self, name: str, by: str, command: str, **data: Any) -> Ask:
        """A request, named by what it is about."""
        wait = self.chance("wait", name).uniform(0.0, 0.4)
        return Ask(f"{self.id}/{name}", by, command, data, wait)

    @property
    def answering(self) -> bool:
        """Whether this pair answers; those who return do so once they were nudged."""
        return self.temper != "returning" or "rung_taken 1" in self.seen

    def turns(self) -> Iterator[Ask]:
        """What somebody does once several things are over."""
        if self.seen >= QUIET and self.temper == "quitter":
            yield self.ask("end", "mentee", "end", reason="goals_reached", note="Thank you.")
        if self.seen >= QUIET and self.temper == "pausing":
            yield self.ask("pause", "mentee", "pause", reason="A month at sea.")


def mark(fact: StoredFact) -> str:
    """What somebody remembers of a fact."""
    data = fact.data
    match fact.type:
        case "meeting_confirmed" | "meeting_disputed":
            return f"meeting_settled {data['meeting']}"
        case "rung_taken":
            return f"rung_taken {data['rung'] + 1}"
        case "survey_closed":
            return f"survey_closed {data['survey']}"
        case _:
            return fact.type


def couples(ids: list[str], seed: int, length: str) -> dict[str, Couple]:
    """Deal the tempers by the seed."""
    tempers = TEMPERS[length]
    deck = [tempers[number % len(tempers)] for number in range(len(ids))]
    Random(seed).shuffle(deck)
    return {key: Couple(key, temper, seed) for key, temper in zip(ids, deck, strict=True)}
