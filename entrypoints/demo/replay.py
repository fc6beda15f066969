"""A mentorship as its record tells it, with the messages that its facts ordered."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.mentorship.health import health
from domain.mentorship.state import Episode, State
from domain.mentorship.storage import fold, load
from domain.mentorship.turn import evolve, messages_of
from domain.mentorship.views import goal_attainment
from domain.record import StoredFact


@dataclass(frozen=True)
class Life:
    """One mentorship: where it stands, the names of its facts, the ids of its messages."""

    id: str
    state: State | None
    happened: tuple[str, ...]
    ordered: tuple[str, ...]

    @property
    def stage(self) -> str:
        """Where it stands; a pause lies over the stage."""
        if self.state is None:
            return "unopened"
        return "paused" if self.state.pause else self.state.stage

    @property
    def outcome(self) -> str:
        """How it ended; empty while it is open."""
        return self.state.outcome if self.state else ""

    @property
    def health(self) -> int | None:
        """The score as of the newest fact."""
        return health(self.state, self.state.at).score if self.state else None

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """Its stall cases."""
        return self.state.episodes if self.state else ()

    @property
    def reviews(self) -> tuple[int, int]:
        """How often one of the two was asked for a review, and answered it."""
        surveys = self.state.surveys if self.state else ()
        reviews = [survey for survey in surveys if survey.kind == "review"]
        return sum(len(r.to) for r in reviews), sum(len(r.answered) for r in reviews)

    @property
    def goal_attainment(self) -> float | None:
        """The T score of its goals."""
        return goal_attainment(self.state) if self.state else None


def replay(stream: str, stored: Iterable[StoredFact]) -> Life:
    """Tell a mentorship from its facts."""
    facts = list(stored)
    state = fold(stream, facts[:1])
    happened, ordered = [], []
    for fact in map(load, facts):
        state = evolve(state, fact) if state else None
        happened.append(fact.event.TYPE)
        ordered += [message.id for message in messages_of(state, fact)] if state else []
    return Life(stream, state, tuple(happened), tuple(ordered))
