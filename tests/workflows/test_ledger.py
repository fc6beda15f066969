"""The books of a pair: whatever is lost between engine and record, nobody is told a falsehood."""

import copy
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.store.fake import FakeEventStore
from domain.errors import RecordConflict
from domain.mentorship.commands import Request
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.refusals import Refused
from domain.mentorship.storage import fold
from tests.workflows.office import ANN, BEN, program
from workflows.ledger import Begin, Ledger, Receipt

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPENING = MentorshipOpened(cohort="spring", program=program(), mentee=ANN, mentor=BEN)
REQUESTS = (
    Request(id="r0", by="P1", command="name_gaps", data={"skills": ["planning"]}),
    Request(id="r1", by="P1", command="name_gaps", data={"skills": ["speaking"]}),
    Request(id="r2", by="manager", command="pause", data={"reason": "a long journey"}),
    Request(id="r3", by="manager", command="resume", data={}),
    Request(id="r4", by="P2", command="set_expectations", data={"expectations": {"channel": "x"}}),
    Request(
        id="r5",
        by="P2",
        command="share_experience",
        data={"experience": ["projects"], "style": "advisory"},
    ),
)
ASKING = [f"ask {number}" for number in range(len(REQUESTS))]
STEPS = st.sampled_from([*ASKING, "record", "record unseen", "wait a day", "done", "die"])


class Desk:
    """A pair's ledger before a record, as its workflow keeps it; a worker may die any time."""

    def __init__(self) -> None:
        self.record = FakeEventStore()
        self.now = BEGIN
        self.ledger = Ledger(Begin(id="M1", opening=OPENING), BEGIN)
        self.kept = copy.deepcopy(self.ledger)
        self.told: dict[str, Receipt | Refused] = {}

    def do(self, step: str) -> None:
        """One step of the workflow, or one blow."""
        word, _, number = step.partition(" ")
        self.now += timedelta(days=1) if word == "wait" else timedelta(seconds=1)
        self.ledger.elapse(self.now)
        if word == "ask":
            self.ask(REQUESTS[int(number)])
        elif word == "record":
            self.append(told=not number)
        elif word == "done":
            self.done()
        elif word == "die":
            self.die()

    def ask(self, request: Request) -> None:
        """Somebody asks, or asks again."""
        try:
            self.ledger.ask(request, self.now)
        except Refused as refusal:
            self.told.setdefault(request.id, refusal)

    def append(self, *, told: bool) -> None:
        """Write what is pending; a worker that dies then does not know that it did."""
        batch, state = self.ledger.batch(), self.ledger.state
        try:
            self.record.append(batch)
        except RecordConflict:
            self.catch_up()
        else:
            self.ledger.recorded(batch, state) if told else self.die()

    def catch_up(self) -> None:
        """Take over what the record knows more, after a conflict or by `tandem recover`."""
        if behind := self.record.stream("M1", self.ledger.base.version):
            self.ledger.catch_up(behind, self.now)

    def done(self) -> None:
        """A task of the workflow ends: the engine keeps what it did, people get their answers."""
        self.kept = copy.deepcopy(self.ledger)
        self.told |= self.ledger.answers

    def die(self) -> None:
        """Another worker goes on from what the engine has kept."""
        self.ledger = copy.deepcopy(self.kept)


@settings(max_examples=400)
@given(st.lists(STEPS, max_size=30))
def test_who_is_told_that_it_is_recorded_finds_it_in_the_record_once(steps: list[str]) -> None:
    desk = Desk()
    for step in steps:
        if desk.ledger.pending or not step.startswith("record"):
            desk.do(step)
    desk.catch_up()
    while desk.ledger.pending:
        desk.append(told=True)
    desk.done()

    record = desk.record.stream("M1")
    assert fold("M1", record) == desk.ledger.base
    assert desk.ledger.waiting == {}
    for request in REQUESTS:
        versions = [fact.version for fact in record if fact.cause == request.id]
        asked_once = list(range(versions[0], versions[0] + len(versions))) if versions else []
        assert versions == asked_once
        answer = desk.told.get(request.id)
        if isinstance(answer, Receipt) and answer.facts:
            assert versions
            assert versions[-1] <= answer.version <= len(record)


def test_who_waits_is_not_taken_for_recorded_because_others_are() -> None:
    desk = Desk()
    desk.append(told=True)
    desk.done()
    for number in (0, 1):
        desk.ask(REQUESTS[number])
    desk.append(told=False)

    for number in (4, 5):
        desk.ask(REQUESTS[number])
    desk.append(told=True)

    assert desk.ledger.answers == {}
    assert [*desk.ledger.waiting] == ["r4", "r5"]
    desk.append(told=True)
    assert [*desk.ledger.answers] == ["r4", "r5"]
