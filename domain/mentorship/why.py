"""Why an escalation was opened and what became of it: told from the facts and the program alone.

Nothing is kept for this: the facts are folded once more, and what the rules saw is read off the
states in between. What became of letters is taken from the delivery log, and from the facts where
the log knows nothing (any more).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.mentorship import events as e
from domain.mentorship.decide import blank
from domain.mentorship.episodes import step
from domain.mentorship.escalation import recovered
from domain.mentorship.messages import Message
from domain.mentorship.rule import Rule, rule
from domain.mentorship.state import Episode, State
from domain.mentorship.turn import Fact, evolve, messages_of
from domain.record import DeliveryRow

MOVES = (e.RungTaken, e.RungUndelivered, e.EpisodeDecided)
OUTCOMES = (e.MentorshipPaused, e.MentorshipExtended, e.ClosingBegan, e.MentorshipClosed)
FINAL = ("delivered", "bounced", "skipped")


class Fate(NamedTuple):
    """What became of a letter, since when, and in how many attempts (0: not known)."""

    status: str
    at: datetime
    attempts: int = 0
    reason: str = ""


class Letter(NamedTuple):
    """A letter that was ordered; `fate` is None while nothing is known of it."""

    message: Message
    fate: Fate | None


class Step(NamedTuple):
    """Something that was done about an episode, with the letters that went out for it.

    A rung is one `of` so many, and waits for `wait`, both by the ladder of that moment.
    """

    fact: Fact
    letters: tuple[Letter, ...]
    wait: timedelta | None = None
    of: int = 0


class Explanation(NamedTuple):
    """One episode: the facts that opened it, the rule, what was done, and what ended it.

    `because` is the fact that ended it (a sign of life, or a decision), `followed` what became of
    the mentorship with the end, `state` the mentorship as the rules saw it at the opening.
    """

    episode: Episode
    state: State
    opened: Fact
    facts: tuple[Fact, ...]
    rule: Rule | None
    steps: tuple[Step, ...]
    ended: Fact | None
    because: Fact | None
    followed: Fact | None


@dataclass
class Case:
    """What is gathered of an episode while the facts pass by."""

    opened: Fact
    state: State
    moves: list[Step] = field(default_factory=list)
    recovery: Fact | None = None
    ended: Fact | None = None


def explain(
    mentorship: str, facts: Sequence[Fact], deliveries: Iterable[DeliveryRow]
) -> tuple[Explanation, ...]:
    """Explain every episode of a mentorship, oldest first; `facts` are all of its stream."""
    opening = facts[0].event
    if not isinstance(opening, e.MentorshipOpened):
        raise TypeError(f"{mentorship} does not begin with its opening")
    state, cases = blank(mentorship, opening, facts[0].at), dict[int, Case]()
    for fact in facts:
        before, state = state, evolve(state, fact)
        gather(cases, before, state, fact)
    fates = {row.effect: row for row in deliveries}
    return tuple(
        explanation(episode, cases[episode.number], facts, fates) for episode in state.episodes
    )


def gather(cases: dict[int, Case], before: State, state: State, fact: Fact) -> None:
    """Note what a fact means for the episodes that are open."""
    event = fact.event
    if isinstance(event, e.EpisodeOpened):
        cases[event.episode] = Case(fact, before)
    elif isinstance(event, MOVES):
        cases[event.episode].moves.append(move(state, fact, event.episode))
    elif isinstance(event, e.EpisodeEnded):
        cases[event.episode].ended = fact
    for episode in state.open_episodes:
        case = cases[episode.number]
        if isinstance(event, e.ConcernRaised) and episode.trigger == "concern":
            case.moves.append(move(state, fact, episode.number))
        if case.recovery is None and recovered(state, episode):
            case.recovery = fact


def move(state: State, fact: Fact, number: int) -> Step:
    """What was done, with letters of which nothing is known yet."""
    letters = tuple(Letter(message, None) for message in messages_of(state, fact))
    episode, event = state.episode(number), fact.event
    if episode is None or not isinstance(event, e.RungTaken):
        return Step(fact, letters)
    taken = step(state, episode, event.rung)
    of = len(state.program.escalation.ladder) - episode.moved
    return Step(fact, letters, taken.wait if taken else None, of)


def explanation(
    episode: Episode, case: Case, facts: Sequence[Fact], log: Mapping[str, DeliveryRow]
) -> Explanation:
    """Put together what is known of one episode."""
    known = reported(facts, episode.number)
    steps = tuple(
        one._replace(letters=tuple(told(letter.message, log, known) for letter in one.letters))
        for one in case.moves
    )
    return Explanation(
        episode=episode,
        state=case.state,
        opened=case.opened,
        facts=tuple(fact for fact in facts if counts(fact, episode)),
        rule=rule(case.state, episode.trigger),
        steps=steps,
        ended=case.ended,
        because=ended_because(case, steps),
        followed=followed(case, facts),
    )


def counts(fact: Fact, episode: Episode) -> bool:
    """Tell whether a fact made a trigger fire; where no contact was known, that is the start."""
    if isinstance(fact.event, e.MentorshipStarted):
        return episode.trigger == "no_contact" and episode.facts == (1,)
    return fact.version in episode.facts


def reported(facts: Iterable[Fact], number: int) -> dict[str, Fate]:
    """What the facts of an episode say of its letters, by effect or by rung and role."""
    found: dict[str, Fate] = {}
    for fact in facts:
        match fact.event:
            case e.RungDelivered(episode=of, rung=rung, to=to) if of == number:
                found |= {f"{rung}/{role}": Fate("delivered", fact.at) for role in to}
            case e.MessageBounced() as bounced:
                found[bounced.effect] = Fate("bounced", fact.at, reason=bounced.reason)
            case _:
                continue
    return found


def told(message: Message, log: Mapping[str, DeliveryRow], known: Mapping[str, Fate]) -> Letter:
    """A letter with what became of it."""
    return Letter(message, fate(message, log.get(message.id), known))


def fate(letter: Message, row: DeliveryRow | None, known: Mapping[str, Fate]) -> Fate | None:
    """What became of a letter; a log that is behind the facts gives way to them."""
    logged = Fate(row.status, row.at, row.attempts, row.reason) if row else None
    if logged and logged.status in FINAL:
        return logged
    return known.get(letter.id) or known.get(f"{letter.rung}/{letter.to.role}") or logged


def ended_because(case: Case, steps: Sequence[Step]) -> Fact | None:
    """The sign of life, or the decision, that ended an episode."""
    match case.ended and case.ended.event:
        case e.EpisodeEnded(by="recovery"):
            return case.recovery
        case e.EpisodeEnded(by="decision"):
            decisions = [s.fact for s in steps if isinstance(s.fact.event, e.EpisodeDecided)]
            return decisions[-1]
        case _:
            return None


def followed(case: Case, facts: Iterable[Fact]) -> Fact | None:
    """What became of the mentorship in the same breath as an episode ended."""
    end = case.ended
    if end is None or (isinstance(end.event, e.EpisodeEnded) and end.event.by == "recovery"):
        return None
    same = (f for f in facts if f.version > end.version and (f.at, f.cause) == (end.at, end.cause))
    return next((fact for fact in same if isinstance(fact.event, OUTCOMES)), None)
