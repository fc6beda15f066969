"""A pair of the samples, the pages in front of it, and whoever opens them; no engine needed.

The record is real, and so are the books that a mentorship's workflow keeps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI

from adapters.keys.ring import KeyRing, new_key
from adapters.links.signed import SignedLinks
from adapters.temporal.codec import Cipher
from adapters.webhooks.standard import Signer
from domain.clock import Clock
from domain.cohort.model import Pair
from domain.mentorship.commands import Request
from domain.mentorship.decide import decide, next_due
from domain.mentorship.messages import Message
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State
from domain.people.model import Window
from domain.ports import Cohort
from entrypoints.bootstrap import Store, open_store
from entrypoints.launching import Launch, Roster, Step
from entrypoints.settings import load
from entrypoints.web.app import create_app
from entrypoints.web.limits import Pace
from entrypoints.web.parts import Parts
from entrypoints.webhooks import Hooks
from tests.entrypoints.cli.records import FIRST, SECOND, Past
from tests.entrypoints.hook_runs import FakeWebhookRuns
from workflows.ledger import Ledger, Receipt

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
ADDRESS = "http://localhost:8080"
SECRET = "a secret of the tests"
TEMPORAL = "https://temporal.example.org"
KEYS = KeyRing.read(new_key("of-tests"))
MONDAYS = Window(weekday=0, start=time(9), end=time(10))
TUESDAYS = Window(weekday=1, start=time(9), end=time(10))
GOAL: dict[str, Any] = {
    "id": "g1",
    "statement": "Lead the budget talks with two other departments",
    "measure": "The minutes of the talks, and what both heads of department say",
    "target_date": "2027-05-01",
    "weight": 2,
    "levels": {
        "much_less": "I take no part in the talks",
        "less": "I sit in and take notes",
        "expected": "I lead one of the two talks",
        "more": "I lead both talks",
        "much_more": "I lead both, and both end with an agreement",
    },
}


@cache
def empty_record() -> bytes:
    """A record with its tables and nothing in them: migrating takes longer than most tests."""
    with TemporaryDirectory() as folder:
        with open_store(load(data_dir=Path(folder))):
            pass
        return (Path(folder) / "tandem.db").read_bytes()


class Stage(Past):
    """The samples' first two pairs, at a moment that the test chooses."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        super().__init__(folder, START, clock)
        self.now = START
        self.links = SignedLinks(ADDRESS, SECRET)
        self.letters: list[Message] = []
        self.hook_runs = FakeWebhookRuns()
        self.down: Exception | None = None
        self.behind: list[Ledger] = []
        self.apart = False
        self.informal = False
        self.named: dict[str, str] = {}

    @contextmanager
    def opened_for_visitors(self) -> Iterator[FastAPI]:
        """Open the record once, launch, and put the pages in front of it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / "tandem.db").write_bytes(empty_record())
        with open_store(load(data_dir=self.folder)) as store:
            self.kept = store
            self.launch()
            self.app = create_app(self.parts(store))
            yield self.app

    def parts(self, store: Store) -> Parts:
        """What the pages stand on: all of it real, but the engine."""
        return Parts(
            store=store,
            ask=self.ask,
            launch=self.launches,
            hooks=Hooks(store.webhooks, self.hook_runs, Signer(SECRET), private=False),
            links=self.links,
            secret=SECRET,
            public_url=ADDRESS,
            now=self.real,
            codec=Cipher(KEYS),
            temporal_origins=(TEMPORAL,),
            pace=Pace(burst=100_000, rate=10_000),
        )

    async def launches(self, name: str, roster: Roster, start: datetime | None) -> Launch:
        """What launching does, with every pair opened at once."""
        known = {cohort.name: cohort.start for cohort in self.kept.cohorts.list()}
        begin = start or known.get(name, self.now)
        wish = Cohort(
            name=name, program=roster.program, start=begin, clock=None, pairs=len(roster.pairs)
        )
        self.kept.cohorts.save(wish, roster.people, roster.pairs)
        missing = tuple(p for p in roster.pairs if p.id not in self.ledgers)
        for pair in missing:
            self.open(self.kept, wish, pair)
        done = Step.STARTED if missing else Step.NOTHING
        return Launch(self.kept.cohorts.get(name), done, missing)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The one that is open."""
        yield self.kept

    def real(self) -> datetime:
        """What time it is outside."""
        return self.clock.real(self.now) if self.clock else self.now

    async def ask(self, mentorship: str, request: Request) -> Receipt:
        """What the workflow does with an Update; those `behind` have not heard of everything."""
        if self.down:
            raise self.down
        if self.behind:
            decide(self.behind.pop().state, request, self.now)
        ledger = self.ledgers[mentorship]
        ledger.elapse(self.now)
        ledger.ask(request, self.now)
        self.record(self.kept, ledger)
        answer = ledger.answers[request.id]
        if isinstance(answer, Refused):
            raise answer
        return answer

    def record(self, store: Store, ledger: Ledger) -> None:
        """Write down what is pending, and keep the letters."""
        self.letters += [*ledger.unsent, *ledger.outbox]
        super().record(store, ledger)

    def asks(self, pair: str, by: str, command: str, **data: object) -> None:
        """Somebody asks for something at this moment, by another way than the pages."""
        ledger = self.ledgers[pair]
        request = Request(
            id=f"{command}-{by}-{ledger.state.version}", by=by, command=command, data=data
        )
        ledger.elapse(self.now)
        ledger.ask(request, self.now)
        self.record(self.kept, ledger)

    def passes(self, pair: str = FIRST, **length: float) -> None:
        """Time passes, and everything that becomes due is decided at its moment."""
        self.now += timedelta(**length)
        ledger = self.ledgers[pair]
        while (due := next_due(ledger.state)) and due.at <= self.now:
            ledger.elapse(due.at)
            self.record(self.kept, ledger)

    def aligns(self, pair: str = FIRST) -> None:
        """Both come to a signed agreement."""
        self.asks(pair, "mentee", "propose_goals", goals=[GOAL])
        self.asks(pair, "mentee", "name_gaps", skills=["speaking"], knowledge=["our budget"])
        self.asks(
            pair, "mentor", "share_experience", experience=["talks", "budgets"], style="advisory"
        )
        for role in ("mentee", "mentor"):
            said = {"channel": f"by video, says the {role}", "feedback": "at once and plainly"}
            self.asks(pair, role, "set_expectations", expectations=said)
        for role in ("mentee", "mentor"):
            self.asks(pair, role, "sign_agreement")

    def lives_until(self, stage: str, pair: str = FIRST) -> None:
        """The two meet and answer reviews until the mentorship has come to a stage."""
        while self.state(pair).stage != stage:
            self.passes(pair, days=2)
            for meeting in self.state(pair).meetings:
                if meeting.status == "booked" and meeting.end < self.now:
                    number = meeting.number
                    self.asks(pair, "mentee", "record_meeting", meeting=number, held=True)
            for survey in self.state(pair).surveys:
                for role in survey.missing if survey.open and survey.kind == "review" else ():
                    answers = {"satisfaction": 8}
                    self.asks(pair, role, "answer_survey", survey=survey.id, answers=answers)

    def open(self, store: Store, cohort: Cohort, pair: Pair) -> None:
        """Open a pair: with other names, nothing in common in their weeks, or booking nothing."""
        if self.named:
            names = {
                role: getattr(pair, role).model_copy(update={"name": name})
                for role, name in self.named.items()
            }
            pair = pair.model_copy(update=names)
        if self.apart:
            people = {
                role: getattr(pair, role).model_copy(update={"availability": (when,)})
                for role, when in (("mentee", MONDAYS), ("mentor", TUESDAYS))
            }
            pair = pair.model_copy(update=people)
        if self.informal:
            rules = cohort.program.meetings.model_copy(update={"mode": "informal"})
            program = cohort.program.model_copy(update={"meetings": rules})
            cohort = cohort.model_copy(update={"program": program})
        super().open(store, cohort, pair)

    def state(self, pair: str = FIRST) -> State:
        """How the pair stands."""
        return self.ledgers[pair].state

    def facts(self, pair: str = FIRST) -> list[str]:
        """The names of its facts in the record."""
        return [fact.type for fact in self.kept.events.stream(pair)]

    def link(
        self, role: str, task: str, pair: str = FIRST, days: float = 7, *, dated: bool = True
    ) -> str:
        """The path of a personal link that was made now."""
        person = self.state(pair).party(role).person
        made = self.now if dated else None
        url = self.links.url(pair, person, task, self.now + timedelta(days=days), made)
        return url.removeprefix(ADDRESS)

    def mailed(self, kind: str, role: str, pair: str = FIRST) -> str:
        """The path of the link in the newest letter of a kind to one of the two."""
        ours = (m for m in self.letters if m.mentorship == pair and m.to.role == role)
        letters = {m.id: m for m in ours if m.kind == kind}
        letter = list(letters.values())[-1]
        assert letter.link is not None
        return self.links.url(
            letter.mentorship, letter.to.person, letter.link.task, letter.link.expires, letter.at
        ).removeprefix(ADDRESS)


__all__ = ["FIRST", "SECOND", "START", "Stage"]
