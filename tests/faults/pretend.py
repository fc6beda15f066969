"""A cohort without servers: the rules and the people alone, with things coming late at random.

It shows that what happens to the pairs of the fault suite does not depend on how late things come,
as long as no fault lasts longer than the program's patience.
"""

import heapq
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from domain.mentorship.commands import DeliveryReport, NoteDeliveries, Request
from domain.mentorship.decide import decide, elapse, is_over, next_due, open_mentorship
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.messages import Message
from domain.mentorship.parties import Party
from domain.mentorship.refusals import Refused
from domain.mentorship.storage import store
from domain.mentorship.turn import Turn
from domain.record import StoredFact
from entrypoints.launching import Roster
from tests.faults.cohort import BEAT, EPOCH
from tests.faults.people import Ask, Couple

MOST = 5000


class Pretence:
    """One pair; `late` and `mail` are how many beats things and letters may be late."""

    def __init__(
        self, couple: Couple, roster: Roster, chance: Random, late: float, mail: float
    ) -> None:
        pair = next(p for p in roster.pairs if p.id == couple.id)
        self.couple, self.chance, self.late, self.mail = couple, chance, late, mail
        self.at, self.numbers = EPOCH, count()
        self.queue: list[tuple[datetime, int, Any]] = []
        self.facts: list[StoredFact] = []
        self.refused: dict[str, str] = {}
        opening = MentorshipOpened(
            cohort=couple.id.rsplit("-", 2)[0],
            program=roster.program,
            mentee=Party.of(pair.mentee),
            mentor=Party.of(pair.mentor),
        )
        self.take(open_mentorship(couple.id, opening, EPOCH, "launch"))

    def live(self) -> "Pretence":
        """Live to the end."""
        for _ in range(MOST):
            due = next_due(self.state)
            if not self.queue and (due is None or is_over(self.state)):
                return self
            self.step(due.at if due else None)
        raise AssertionError(f"{self.couple.id} does not come to an end")

    def step(self, due: datetime | None) -> None:
        """Whatever comes next: a due, a request, or word of a letter."""
        if due is not None and (not self.queue or due + self.delay(due) < self.queue[0][0]):
            self.at = max(self.at, due + self.delay(due))
            self.take(elapse(self.state, self.at))
            return
        at, _, what = heapq.heappop(self.queue)
        self.at = max(self.at, at)
        request = what.request() if isinstance(what, Wish) else self.reported(what)
        if request is None:
            return
        try:
            self.take(decide(self.state, request, self.at))
        except Refused as refusal:
            self.refused[request.id] = refusal.code

    def delay(self, due: datetime) -> timedelta:
        """How late a due is this time; the same due is always late by as much."""
        source = Random(f"{self.late}:{due}:{self.couple.id}:{self.seed_of_delays}")
        return BEAT * self.late * source.random() ** 4

    @property
    def seed_of_delays(self) -> int:
        """What makes one pretence differ from another."""
        if not hasattr(self, "_delays"):
            self._delays = self.chance.randrange(10**9)
        return self._delays

    def take(self, turn: Turn) -> None:
        """Take over what was decided, and let everybody hear of it."""
        self.state = turn.state
        for message in turn.messages:
            wait = BEAT * self.mail * self.chance.random() ** 4
            self.later(turn.at + wait, message)
        for fact in turn.facts:
            stored = store(self.couple.id, fact)
            self.facts.append(stored)
            for ask in self.couple.hears(stored):
                late = BEAT * self.late * self.chance.random() ** 4
                self.later(turn.at + late + timedelta(hours=ask.after), Wish(ask))

    def later(self, at: datetime, what: Any) -> None:
        heapq.heappush(self.queue, (at, next(self.numbers), what))

    def reported(self, message: Message) -> Request | None:
        """What the shell says of a letter that went out."""
        late = message.useful_until is not None and message.useful_until <= self.at
        if not late and message.rung is None:
            return None
        report = DeliveryReport(
            effect=message.id,
            kind=message.kind,
            to=message.to.role,
            outcome="skipped" if late else "delivered",
            due=message.useful_until,
            episode=message.episode,
            rung=message.rung,
        )
        note = NoteDeliveries(reports=(report,)).model_dump()
        name = f"deliveries:{message.id}"
        return Request(id=name, by="program", command="note_deliveries", data=note)


class Wish:
    """A request on its way."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def request(self) -> Request:
        ask = self.ask
        return Request(id=ask.id, by=ask.by, command=ask.command, data=ask.data)
