"""Pairs, facts and messages for the tests of the record."""

from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from adapters.keys.ring import KeyRing
from adapters.store.engine import make_engine
from adapters.store.event_store import event_store
from adapters.store.migrate import upgrade
from domain.cohort.model import Pair, pair_id
from domain.mentorship.messages import Message, Recipient
from domain.mentorship.storage import fact_id
from domain.people.model import Person
from domain.ports import Cohort
from domain.program.model import Contact, People, Program
from domain.record import Batch, BoardRow, InboxRow, StoredFact

RING = KeyRing({"test": bytes(32)})
"""The keys of every installation in these tests, whatever process looks."""

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANA, BEN, CEM = (
    Person(person=name, name=name.title(), email=f"{name}@example.org", timezone="Europe/Rome")
    for name in ("ana", "ben", "cem")
)
PROGRAM = Program(
    program="career-growth",
    version=1,
    title="Career growth",
    length=timedelta(weeks=26),
    people=People(manager=Contact(name="Mia", email="mia@example.org")),
)
SPRING = Cohort(name="spring", program=PROGRAM, start=MONDAY, clock=None, pairs=0)


class Wall:
    """A clock on the wall that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = MONDAY + timedelta(days=30)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def fact(stream: str, version: int, text: str = "", **data: Any) -> StoredFact:
    return StoredFact(
        id=f"{stream}:{version}:{text}",
        stream=stream,
        version=version,
        type="task_set",
        schema_version=1,
        at=MONDAY + timedelta(hours=version),
        cause="request-1",
        data={"text": text, **data},
    )


def batch(stream: str, first: int, count: int = 1, text: str = "", **more: Any) -> Batch:
    facts = tuple(fact(stream, first + n, text) for n in range(count))
    return Batch(stream=stream, cohort="spring", expected=first - 1, facts=facts, **more)


def genuine(given: Batch) -> Batch:
    """The same, with ids made of the facts' content, as those of real ones are."""
    facts = (
        one.model_copy(
            update={"id": fact_id(one.stream, one.version, one.type, one.at.isoformat(), one.data)}
        )
        for one in given.facts
    )
    return given.model_copy(update={"facts": tuple(facts)})


def board(mentorship: str, version: int, *inbox: InboxRow, **changes: Any) -> BoardRow:
    row = BoardRow(
        mentorship=mentorship,
        cohort="spring",
        program="career-growth",
        program_version=1,
        mentee="Ana",
        mentor="Ben",
        stage="active",
        outcome="",
        health=80,
        band="good",
        waits_for="the next meeting",
        due=MONDAY + timedelta(days=14),
        last_event="task_set",
        last_at=MONDAY,
        version=version,
        open_episodes=tuple(case.trigger for case in inbox),
        inbox=inbox,
    )
    return row.model_copy(update=changes)


def case(mentorship: str, episode: int = 1, days: int = 0) -> InboxRow:
    opened = MONDAY + timedelta(days=days)
    return InboxRow(
        id=f"{mentorship}/{episode}",
        mentorship=mentorship,
        episode=episode,
        trigger="no_contact",
        rung="ask_manager",
        opened=opened,
        since=opened,
        evidence=("no meeting since 3 February", "two nudges without an answer"),
        suggestion="Call the mentor.",
        default="pause",
        default_at=None,
    )


def pair(mentee: Person, mentor: Person, cohort: str = "spring") -> Pair:
    return Pair(id=pair_id(cohort, mentee.person, mentor.person), mentee=mentee, mentor=mentor)


def message(effect: str = "ana-ben/1/1") -> Message:
    return Message(
        id=effect,
        kind="invitation",
        to=Recipient(
            person="ana", role="mentee", name="Ana", email="ana@example.org", timezone="UTC"
        ),
        mentorship=effect.partition("/")[0],
        cohort="spring",
        program="Career growth",
        manager="Mia",
        manager_email="mia@example.org",
        at=MONDAY,
    )


def start_and_record(url: str, together: Barrier, stream: str, count: int) -> None:
    """What each of several processes does that start at the same moment."""
    together.wait(60)
    engine = make_engine(url, RING)
    upgrade(engine)
    store = event_store(engine)
    for version in range(1, count + 1):
        store.append(batch(stream, version, board=board(stream, version)))
    engine.dispose()


def append_until_killed(url: str, told: Connection) -> None:
    """Append three facts at a time, and tell each time how far it has come."""
    store = event_store(make_engine(url, RING))
    for expected in range(0, 100_000, 3):
        shown = board("ana-ben", expected + 3)
        store.append(batch("ana-ben", expected + 1, count=3, board=shown))
        told.send(expected + 3)
