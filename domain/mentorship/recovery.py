"""A mentorship as its record leaves it: its state, what is still to be sent, what was answered.

A delivery may be settled and yet unknown to the rules, because a crash came between the sending
and its report: a bounce, a skip, or what a rung of the ladder counts from. Such a message is
outstanding too. The log of deliveries keeps it from being sent again; asked for it, the log tells
what became of it, and that is then reported.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from domain.errors import TandemError
from domain.mentorship import events as e
from domain.mentorship.decide import blank, is_over
from domain.mentorship.messages import Message
from domain.mentorship.quiet import never_waits
from domain.mentorship.state import State
from domain.mentorship.storage import load
from domain.mentorship.turn import UNASKED, Fact, evolve, messages_of
from domain.record import DeliveryRow, StoredFact

REPORTS = "deliveries:"
"""How the requests begin by which the program reports deliveries to itself."""


class BrokenStream(TandemError):
    """The facts of a mentorship do not follow one another from its opening on."""

    code = "broken_stream"


class Answer(NamedTuple):
    """What a request has become: the version it left, and the names of its facts."""

    version: int
    facts: tuple[str, ...]


class Recovered(NamedTuple):
    """All that a mentorship needs to go on; `answered` by request, in their order."""

    state: State
    outbox: tuple[Message, ...]
    answered: dict[str, Answer]

    @property
    def over(self) -> bool:
        """Nothing is left to wait for, to send or to report."""
        return not self.outbox and is_over(self.state)


def recover(
    stream: str, stored: Iterable[StoredFact], deliveries: Iterable[DeliveryRow]
) -> Recovered | None:
    """Rebuild a mentorship from its facts and deliveries; None where there are no facts."""
    state: State | None = None
    messages: list[Message] = []
    answered: dict[str, Answer] = {}
    noted: set[str] = set()
    for item in stored:
        fact = load(item)
        state = evolve(before(stream, state, fact), fact)
        messages += messages_of(state, fact)
        noted.update(told_by(fact.event))
        answer(answered, fact)
    if state is None:
        return None
    return Recovered(state, outstanding(state, messages, deliveries, noted), answered)


def before(stream: str, state: State | None, fact: Fact) -> State:
    """The state that a fact follows; raises `BrokenStream` if another fact should come first."""
    version = state.version if state else 0
    if fact.version != version + 1:
        raise BrokenStream(f"{stream} goes from version {version} to {fact.version}.")
    if state is not None:
        return state
    if not isinstance(fact.event, e.MentorshipOpened):
        raise BrokenStream(f"{stream} does not begin with its opening.")
    return blank(stream, fact.event, fact.at)


def answer(answered: dict[str, Answer], fact: Fact) -> None:
    """Add a fact to the answer of the request that caused it, if somebody asked."""
    if fact.cause in UNASKED or fact.cause.startswith(REPORTS):
        return
    known = answered.get(fact.cause)
    facts = (*known.facts, fact.event.TYPE) if known else (fact.event.TYPE,)
    answered[fact.cause] = Answer(fact.version, facts)


def told_by(event: e.Event) -> Iterator[str]:
    """Which deliveries a fact tells the rules of, as `known_as` names them."""
    match event:
        case e.MessageBounced(effect=effect):
            yield effect
        case e.ReminderSkipped(what=what):
            yield what.removeprefix("message:")
        case e.RungDelivered(episode=episode, rung=rung, to=roles):
            yield from (f"{episode}/{rung}/{role}" for role in roles)


def known_as(message: Message, status: str) -> str:
    """What a fact would call this delivery: by its effect, or by its rung if it arrived."""
    if status != "delivered":
        return message.id
    return f"{message.episode}/{message.rung}/{message.to.role}"


def outstanding(
    state: State,
    messages: Iterable[Message],
    deliveries: Iterable[DeliveryRow],
    noted: set[str],
) -> tuple[Message, ...]:
    """The messages that were never settled, or whose fate the rules were not told.

    One person's letters leave in order, so what lies behind a settled one without a row of its
    own was never due: a newer release may derive letters from old facts that the older one didn't.
    Only what never waits for working hours may have gone before the others.
    """
    rows = {row.effect: row for row in deliveries}
    ordered = list(messages)
    hours = state.program.working_hours is not None

    def line(message: Message) -> tuple[str, bool]:
        return message.to.person, hours and never_waits(message)

    reached = {line(m): n for n, m in enumerate(ordered) if is_settled(rows.get(m.id))}
    return tuple(
        message
        for n, message in enumerate(ordered)
        if message.to.role not in state.erased
        and (
            unreported(state, message, row, noted)
            if (row := rows.get(message.id))
            else n > reached.get(line(message), -1)
        )
    )


def is_settled(row: DeliveryRow | None) -> bool:
    """What became of a message is known for good."""
    return row is not None and row.status in ("delivered", "bounced", "skipped")


def unreported(state: State, message: Message, row: DeliveryRow, noted: set[str]) -> bool:
    """A delivery that is under way, or that the rules count on and have not heard of."""
    if not is_settled(row):
        return True
    if row.status == "delivered" and (message.rung is None or state.stage == "closed"):
        return False
    return known_as(message, row.status) not in noted
