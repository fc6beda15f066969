"""How many events of a standard life of 26 weeks the pure core makes in a second of CPU.

Decided and folded: every request and every deadline of that life, in their order, is put to the
core again, which reads the command, applies the rules, makes the events, folds them and finds the
next deadline. A whole turn adds what a host asks of it: messages, stored facts and the board row.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

from benchmarks.rows import Row, in_turn
from domain.mentorship.commands import Request
from domain.mentorship.decide import decide, elapse, next_due, open_mentorship
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.messages import Message
from domain.mentorship.parties import Party
from domain.mentorship.storage import fold, load, store
from domain.mentorship.turn import Turn
from domain.mentorship.views import board_row
from domain.program.model import Program
from domain.record import BoardRow, StoredFact

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
PROGRAM = Program.model_validate(
    {
        "program": "standard",
        "version": 1,
        "title": "Standard",
        "length": "26 weeks",
        "people": {"manager": {"name": "Ines", "email": "ines@example.org"}},
    }
)
ANN = Party(person="P1", name="Ann", email="ann@example.org", timezone="Europe/Lisbon")
BEN = Party(person="P2", name="Ben", email="ben@example.org", timezone="Asia/Kolkata")
GOAL = {
    "id": "g1",
    "statement": "Lead a project",
    "measure": "A project that was delivered",
    "target_date": "2026-06-01",
    "levels": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "words"),
}
ALIGNMENT: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("mentee", "propose_goals", {"goals": [GOAL]}),
    ("mentee", "name_gaps", {"skills": ["hiring"]}),
    ("mentor", "share_experience", {"experience": ["hiring"], "style": "advisory"}),
    ("mentee", "set_expectations", {"expectations": {"channel": "by video"}}),
    ("mentor", "set_expectations", {"expectations": {"channel": "by video"}}),
    ("mentee", "sign_agreement", {}),
    ("mentor", "sign_agreement", {}),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "review": {"satisfaction": 8, "goals": [{"goal": "g1", "level": 0}]},
    "fit": {"fit": "good"},
    "final": {"satisfaction": 9, "recommend": 9},
    "follow_up": {"promotion": "no", "new_role": "yes", "still_in_touch": "yes"},
}
ROUNDS, LIVES = 25, 20
DECIDED, FOLDED = 30_000, 100_000
"""Goals, in events a second."""


class Life:
    """A diligent pair: each acts on whatever comes, the moment it comes; all is written down."""

    def __init__(self) -> None:
        self.steps: list[tuple[datetime, Request | None]] = []
        self.turns = [opened()]

    def run(self) -> "Life":
        """Live from the first signature to the follow-up."""
        for by, command, data in ALIGNMENT:
            self.ask(by, command, data)
        while due := next_due(self.turns[-1].state):
            self.step(due.at, None)
            self.act()
        return self

    def act(self) -> None:
        """Record the meeting that has just ended, answer every survey that is open."""
        state = self.turns[-1].state
        for meeting in state.meetings:
            if meeting.status == "booked" and meeting.end <= state.at:
                self.ask("mentee", "record_meeting", {"meeting": meeting.number, "held": True})
        for survey in self.turns[-1].state.surveys:
            for role in survey.missing if survey.open else ():
                data = {"survey": survey.id, "answers": ANSWERS[survey.kind]}
                self.ask(role, "answer_survey", data)

    def ask(self, by: str, command: str, data: dict[str, Any]) -> None:
        request = Request(id=f"r{len(self.steps)}", by=by, command=command, data=data)
        self.step(self.turns[-1].state.at + timedelta(minutes=1), request)

    def step(self, at: datetime, request: Request | None) -> None:
        self.steps.append((at, request))
        self.turns += again(self.turns[-1], [(at, request)])


def opened() -> Turn:
    """The opening of the mentorship."""
    opening = MentorshipOpened(cohort="spring", program=PROGRAM, mentee=ANN, mentor=BEN)
    return open_mentorship("m1", opening, START, "launch")


def again(turn: Turn, steps: list[tuple[datetime, Request | None]]) -> Iterator[Turn]:
    """Put requests and passing time to the core, each on top of the turn before."""
    for at, request in steps:
        turn = decide(turn.state, request, at) if request else elapse(turn.state, at)
        yield turn


def carried_out(turn: Turn) -> tuple[list[Message], list[StoredFact], BoardRow]:
    """What a host takes from a turn before anything leaves the process."""
    stored = [store("m1", fact) for fact in turn.facts]
    return turn.messages, stored, board_row(turn.state, stored[-1].type)


def several(work: Callable[[], object]) -> Callable[[int], object]:
    """The same for several lives, one after the other, as a worker or a rebuild has them."""
    return lambda _: deque((work() for _ in range(LIVES)), maxlen=0)


def main() -> Iterator[Row]:
    """Measure the same life in four ways that take turns."""
    life = Life().run()
    stored = [store("m1", fact) for turn in life.turns for fact in turn.facts]
    assert life.turns[-1].state.outcome == "completed"
    assert fold("m1", stored) == life.turns[-1].state
    ways = (
        several(lambda: [load(fact) for fact in stored]),
        several(lambda: [turn.state for turn in again(opened(), life.steps)]),
        several(lambda: [carried_out(turn) for turn in again(opened(), life.steps)]),
        several(lambda: fold("m1", stored)),
    )
    times = in_turn(ways, ROUNDS, process_time)
    loaded, decided, whole, folded = (LIVES * len(stored) / time for time in times)
    made = f"only making the events, {loaded:,.0f}/s"
    what = f"core: a life of {len(stored)} events"
    goal = f"goal, {DECIDED:,}/s"
    yield Row(f"{what}, decided and folded", f"{decided:,.0f}/s", goal, decided / DECIDED, 1)
    yield Row(f"{what}, whole turns", f"{whole:,.0f}/s", made, whole / loaded)
    goal = f"goal, {FOLDED:,}/s"
    yield Row(f"{what}, loaded and folded", f"{folded:,.0f}/s", goal, folded / FOLDED, 1)
