"""The books of one mentorship: its state, what is not recorded yet, what is not sent yet.

Pure: the workflow tells it the time and carries out what it asks for.
"""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

from domain.clock import Clock
from domain.mentorship.commands import DeliveryReport, NoteDeliveries, Request
from domain.mentorship.decide import blank, decide, elapse, open_mentorship
from domain.mentorship.erasure import letters_without
from domain.mentorship.events import MentorshipOpened, PersonErased
from domain.mentorship.messages import Delivery, Message
from domain.mentorship.quiet import goes_at, is_overtaken
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State
from domain.mentorship.storage import load, store
from domain.mentorship.turn import Fact, Turn, evolve, messages_of
from domain.mentorship.views import board_row
from domain.model import Model
from domain.record import Batch, StoredFact

REMEMBERED = 64
"""How many answered requests a run carries on: update ids deduplicate within one run only."""


class Receipt(Model):
    """What an accepted request became: the version it left, and the names of its new facts."""

    version: int
    facts: tuple[str, ...]


class Waiting(Model):
    """A request that is decided; it is answered once the record has reached its version."""

    request: Request
    receipt: Receipt


class Begin(Model):
    """How a run begins: with an opening, or with what the run before carries on."""

    id: str
    opening: MentorshipOpened | None = None
    clock: Clock | None = None
    state: State | None = None
    outbox: tuple[Message, ...] = ()
    attempts: int = 0
    answered: tuple[tuple[str, Receipt], ...] = ()


class Ledger:
    """State with pending facts on top of the recorded ones."""

    def __init__(self, begin: Begin, now: datetime) -> None:
        """Open a new mentorship, or go on with a carried state."""
        self.pending: list[Fact] = []
        self.unsent: list[Message] = []
        self.outbox: list[Message] = list(begin.outbox)
        self.answers: OrderedDict[str, Receipt | Refused] = OrderedDict(begin.answered)
        self.waiting: dict[str, Waiting] = {}
        self.carried: tuple[Batch, State] | None = None
        self.dropped = False
        if begin.state is not None:
            self.base = self.state = begin.state
        elif begin.opening is not None:
            turn = open_mentorship(begin.id, begin.opening, now, "launch")
            self.base = self.state = turn.state.model_copy(update={"version": 0})
            self.take(turn)

    def take(self, turn: Turn) -> None:
        """Take over what a turn has decided."""
        self.state = turn.state
        self.pending.extend(turn.facts)
        self.unsent.extend(turn.messages)

    def ask(self, request: Request, now: datetime) -> None:
        """Decide on a request; it is answered once its facts are recorded."""
        if request.id in self.answers or request.id in self.waiting:
            return
        turn = decide(self.state, request, now)
        self.take(turn)
        names = tuple(fact.event.TYPE for fact in turn.facts if fact.cause == request.id)
        receipt = Receipt(version=self.state.version, facts=names)
        self.waiting[request.id] = Waiting(request=request, receipt=receipt)
        self.answer_recorded()

    def elapse(self, now: datetime) -> None:
        """Decide everything that has become due."""
        self.take(elapse(self.state, now))

    def batch(self) -> Batch:
        """All pending facts, as the record takes them."""
        return Batch(
            stream=self.state.id,
            cohort=self.state.cohort,
            expected=self.base.version,
            mentee=self.state.mentee.person,
            mentor=self.state.mentor.person,
            facts=tuple(store(self.state.id, fact) for fact in self.pending),
            board=board_row(self.state, self.pending[-1].event.TYPE),
        )

    @property
    def unrecorded(self) -> bool:
        """Facts are pending that no activity carries to the record already."""
        return len(self.pending) > (len(self.carried[0].facts) if self.carried else 0)

    def carry(self, now: datetime) -> tuple[Batch, tuple[Message, ...]] | None:
        """Give all pending facts away to be recorded first, and messages to be sent then.

        Not where somebody waits for the record, where messages from before are to go first, or
        where all of them wait for their readers' working hours.
        """
        messages = self.going(self.unsent, now)
        if self.waiting or self.dropped or not messages or self.going(self.outbox, now):
            return None
        batch = self.batch()
        self.carried = batch, self.state
        return batch, messages

    def going(self, messages: Iterable[Message], now: datetime) -> tuple[Message, ...]:
        """Those messages that may go out now, in their order; what is settled is to be skipped.

        One person's letters are ready together, for all wait for the same hour: only what never
        waits goes before the others.
        """
        if self.state.program.working_hours is None:
            return tuple(messages)
        ready = (message for message in messages if goes_at(self.state, message, now) <= now)
        return tuple(
            message.changed(useful_until=message.at)
            if is_overtaken(self.state, message)
            else message
            for message in ready
        )

    def opens_at(self, now: datetime) -> datetime | None:
        """When the next of those goes out that wait for working hours; None where none does."""
        times = (goes_at(self.state, message, now) for message in self.outbox)
        return min((at for at in times if at > now), default=None)

    def arrived(self) -> None:
        """What was carried is in the record, unless it was recorded otherwise meanwhile."""
        if self.carried:
            self.recorded(*self.carried)

    def drop(self) -> bool:
        """What was carried may not be in the record; tell whether that matters still."""
        self.dropped, self.carried = self.carried is not None, None
        return self.dropped

    def recorded(self, batch: Batch, state: State) -> None:
        """A batch that left `state` is recorded: answer its requests, send its messages."""
        self.carried, self.dropped = None, False
        self.pending = self.pending[len(batch.facts) :]
        self.base = state
        self.outbox += [m for m in self.unsent if version_of(m) <= state.version]
        self.unsent = [m for m in self.unsent if version_of(m) > state.version]
        self.answer_recorded()

    def answer_recorded(self) -> None:
        """Answer each request whose facts are in the record."""
        for key, waiting in list(self.waiting.items()):
            if waiting.receipt.version <= self.base.version:
                self.answer(key, waiting.receipt)

    def answer(self, request_id: str, answer: Receipt | Refused) -> None:
        """Remember an answer; only so many are kept."""
        self.waiting.pop(request_id, None)
        self.answers[request_id] = answer
        while len(self.answers) > REMEMBERED:
            self.answers.popitem(last=False)

    def catch_up(self, foreign: Iterable[StoredFact], now: datetime) -> None:
        """The record is ahead of us: take over its facts and decide the open requests anew."""
        waiting, self.waiting = self.waiting, {}
        self.state, self.pending, self.unsent = self.base, [], []
        self.carried, self.dropped = None, False
        facts = [load(fact) for fact in foreign]
        for fact in facts:
            if isinstance(fact.event, MentorshipOpened):
                self.state = blank(self.state.id, fact.event, fact.at)
            self.take_over(fact)
        self.base = self.state
        for key, one in waiting.items():
            if own := [fact for fact in facts if fact.cause == key]:
                names = tuple(fact.event.TYPE for fact in own)
                self.answer(key, Receipt(version=own[-1].version, facts=names))
            else:
                self.ask_again(one.request, now)

    def take_over(self, fact: Fact) -> None:
        """Fold a fact that is recorded already; its messages may not have been sent."""
        before, self.state = self.state, evolve(self.state, fact)
        if isinstance(fact.event, PersonErased):
            role = fact.event.role
            self.outbox = list(letters_without(self.outbox, before.party(role), role))
        self.outbox += messages_of(self.state, fact)

    def ask_again(self, request: Request, now: datetime) -> None:
        """Decide a request on top of facts that came in between."""
        try:
            self.ask(request, now)
        except Refused as refusal:
            self.answer(request.id, refusal)

    def sent(self, deliveries: Iterable[Delivery], now: datetime) -> None:
        """Take what became of messages."""
        fates = {delivery.effect: delivery for delivery in deliveries}
        final = {effect for effect, fate in fates.items() if fate.outcome != "deferred"}
        gone = [message for message in self.outbox if message.id in final]
        self.outbox = [message for message in self.outbox if message.id not in final]
        reports = [r for m in gone if (r := report(m, fates[m.id]))]
        if reports:
            note = NoteDeliveries(reports=tuple(reports)).model_dump()
            request = Request(
                id=f"deliveries:{reports[0].effect}",
                by="program",
                command="note_deliveries",
                data=note,
            )
            self.take(decide(self.state, request, now))

    def carry_on(self, clock: Clock | None, attempts: int) -> Begin:
        """What the next run begins with."""
        answered = ((key, a) for key, a in self.answers.items() if isinstance(a, Receipt))
        return Begin(
            id=self.state.id,
            clock=clock,
            state=self.state,
            outbox=tuple(self.outbox),
            attempts=attempts,
            answered=tuple(answered),
        )


def version_of(message: Message) -> int:
    """The version of the fact that a message follows from."""
    return int(message.id.rsplit("/", 2)[1])


def report(message: Message, delivery: Delivery) -> DeliveryReport | None:
    """What the rules must know of a delivery: bounces, skips, and whatever a rung counts from."""
    if delivery.outcome == "deferred":
        return None
    if delivery.outcome == "delivered" and message.rung is None:
        return None
    return DeliveryReport(
        effect=message.id,
        kind=message.kind,
        to=message.to.role,
        outcome=delivery.outcome,
        reason=delivery.reason,
        due=message.useful_until,
        episode=message.episode,
        rung=message.rung,
    )
