"""One pair's past, as the pure core tells it: letters are read, time passes, nothing waits."""

from collections import Counter
from collections.abc import Generator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import NamedTuple

from adapters.links.signed import Claim
from adapters.temporal.launcher import opening
from domain.mentorship.commands import Request
from domain.mentorship.decide import next_due
from domain.mentorship.messages import Delivery, Message
from domain.mentorship.parties import PAIR
from domain.mentorship.refusals import AgreementIncomplete, Refused
from domain.ports import Cohort
from domain.record import Batch
from entrypoints.demo.letters import Letter
from entrypoints.demo.participants import Participant
from entrypoints.demo.parts import Couple, Part
from entrypoints.demo.program_people import decide
from entrypoints.demo.steps import Plan, Step
from workflows.ledger import Begin, Ledger

DAY = timedelta(days=1)
Wait = Generator[datetime, None, bool]
"""Somebody who does things one after another; yields the moments until which they wait."""


class Page(NamedTuple):
    """Facts as they went into the record at a moment, and the letters that left then."""

    at: datetime
    batch: Batch
    letters: tuple[Message, ...]


class Life:
    """A pair that lives by the demo's behaviours; after `away` its program's people do nothing.

    `pages` is what was recorded, in order; `refused` counts the refusals that people met.
    """

    def __init__(self, cohort: Cohort, couple: Couple, away: datetime) -> None:
        self.couple = couple
        self.away = away
        self.now = cohort.start
        self.pages: list[Page] = []
        self.refused: Counter[str] = Counter()
        self.people: dict[str, Participant] = {
            role: Participant(Part(couple, role)) for role in PAIR
        }
        self.acting: list[tuple[datetime, int, Wait]] = []
        self.started = 0
        begin = Begin.model_validate(opening(cohort, couple.pair))
        self.ledger = Ledger(begin, self.now)
        self.write()

    def live(self, until: datetime) -> "Life":
        """Let time pass; whatever becomes due, or somebody does, happens at its own moment."""
        while (upcoming := self.next_moment()) <= until:
            self.now = upcoming
            self.ledger.elapse(self.now)
            self.write()
            while self.acting and self.acting[0][0] <= self.now:
                self.go_on(heappop(self.acting)[-1])
        return self

    def next_moment(self) -> datetime:
        """When something happens next."""
        due = next_due(self.ledger.state)
        moments = [due.at] if due else []
        moments += [self.acting[0][0]] if self.acting else []
        return (
            max(self.now, min(moments))
            if moments
            else datetime.max.replace(tzinfo=self.now.tzinfo)
        )

    def write(self) -> None:
        """Record what is pending; its letters arrive at once, and are read."""
        while self.ledger.pending:
            batch, state = self.ledger.batch(), self.ledger.state
            self.ledger.recorded(batch, state)
            letters = tuple(self.ledger.outbox)
            self.pages.append(Page(self.now, batch, letters))
            fates = [Delivery(effect=letter.id, outcome="delivered") for letter in letters]
            self.ledger.sent(fates, self.now)
            for letter in letters:
                self.started += 1
                self.go_on(self.read(letter))

    def go_on(self, somebody: Wait) -> None:
        """Let somebody do the next thing."""
        try:
            moment = next(somebody)
        except StopIteration:
            return
        self.started += 1
        heappush(self.acting, (max(moment, self.now), self.started, somebody))

    def read(self, message: Message) -> Wait:
        """What the reader of a letter makes of it."""
        letter = as_read(message)
        reader = self.people.get(message.to.role)
        asked = self.now
        for number, step in enumerate(self.plan(letter, reader), start=1):
            yield asked + step.after
            asked = self.now
            if (yield from self.carry_out(letter, number, step)) and reader:
                reader.done(step, letter)
        return True

    def plan(self, letter: Letter, reader: Participant | None) -> Plan:
        """What is to be done about a letter."""
        if reader:
            return reader.read(letter)
        return decide(self.couple, letter) if letter.sent < self.away else ()

    def carry_out(self, letter: Letter, number: int, step: Step) -> Wait:
        """Ask for a step, again each day where something is still missing and patience lasts."""
        until, attempt = self.now + step.patience, 0
        while True:
            attempt += 1
            answer = self.ask(letter, step, f"{letter.effect}/{number}/{attempt}")
            if answer != AgreementIncomplete.code or self.now + DAY > until:
                return not answer
            yield self.now + DAY

    def ask(self, letter: Letter, step: Step, key: str) -> str:
        """Ask for something in the name of the reader; the answer is a code, or nothing."""
        if letter.claim is None or letter.claim.expires <= self.now:
            return "nobody_there"
        data = step.said(self.now)
        request = Request(id=key, by=letter.claim.person, command=step.command, data=data)
        try:
            self.ledger.ask(request, self.now)
        except Refused as refusal:
            self.refused[refusal.code] += 1
            return refusal.code
        self.write()
        return ""


def as_read(message: Message) -> Letter:
    """A message as its reader would read it in the mail."""
    link, meeting, since = message.link, message.meeting, message.facts.get("since")
    invited = message.kind == "meeting_invitation" and meeting is not None
    return Letter(
        kind=message.kind,
        effect=message.id,
        to=message.to.email,
        subject="",
        sent=message.at,
        claim=Claim(
            mentorship=message.mentorship,
            person=message.to.person,
            task=link.task,
            expires=link.expires,
        )
        if link
        else None,
        meeting_at=meeting.start if invited and meeting else None,
        not_before=datetime.fromisoformat(since).date()
        if message.kind == "meeting_request" and since
        else None,
    )
