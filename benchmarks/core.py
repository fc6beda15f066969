"""Deciding and folding a standard life of 26 weeks, against making the same events and no more."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

from domain.mentorship.commands import Request
from domain.mentorship.decide import decide, elapse, next_due, open_mentorship
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import fold, store
from domain.mentorship.turn import Fact, Turn
from domain.program.model import Program

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
ROUNDS = 15


class Life:
    """A diligent pair: each acts on whatever comes, the moment it comes."""

    def __init__(self) -> None:
        opening = MentorshipOpened(cohort="spring", program=PROGRAM, mentee=ANN, mentor=BEN)
        self.facts: list[Fact] = []
        self.state: State
        self.requests = 0
        self.take(open_mentorship("m1", opening, START, "launch"))

    def run(self) -> "Life":
        """Live from the first signature to the follow-up."""
        for by, command, data in ALIGNMENT:
            self.ask(by, command, data)
        while due := next_due(self.state):
            self.take(elapse(self.state, due.at))
            self.act()
        return self

    def act(self) -> None:
        """Record the meeting that has just ended, answer every survey that is open."""
        for meeting in self.state.meetings:
            if meeting.status == "booked" and meeting.end <= self.state.at:
                self.ask("mentee", "record_meeting", {"meeting": meeting.number, "held": True})
        for survey in self.state.surveys:
            for role in survey.missing if survey.open else ():
                data = {"survey": survey.id, "answers": ANSWERS[survey.kind]}
                self.ask(role, "answer_survey", data)

    def ask(self, by: str, command: str, data: dict[str, Any]) -> None:
        self.requests += 1
        request = Request(id=f"r{self.requests}", by=by, command=command, data=data)
        self.take(decide(self.state, request, self.state.at + timedelta(minutes=1)))

    def take(self, turn: Turn) -> None:
        self.state = turn.state
        self.facts += turn.facts


def main() -> Iterator[tuple[str, str]]:
    """Measure the same life three ways in turn, and give the medians."""
    life = Life().run()
    stored = [store("m1", fact) for fact in life.facts]
    assert life.state.outcome == "completed"
    assert fold("m1", stored) == life.state
    raw = [(type(fact.event), fact.event.model_dump()) for fact in life.facts]
    count = len(life.facts)

    bare = rate(lambda: [kind.model_validate(data) for kind, data in raw], count)
    lived = rate(lambda: Life().run(), count)
    folded = rate(lambda: fold("m1", stored), count)

    yield "events of a standard life", f"{count}"
    yield "bare: only making the events", f"{bare:,.0f} events/s"
    yield "decided, with their messages", f"{lived:,.0f} events/s ({lived / bare:.0%} of bare)"
    yield "loaded and folded", f"{folded:,.0f} events/s ({folded / bare:.0%} of bare)"


def rate(work: Callable[[], object], count: int) -> float:
    """How many events a second, by the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return count / median(times)
