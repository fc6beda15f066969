"""A diligent pair in the real engine: each does what is asked within hours, in skipped time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from adapters.temporal.launcher import mentorship_workflow
from benchmarks.core import ALIGNMENT
from domain.clock import Clock, offset
from domain.mentorship.closure import CHECKLIST
from domain.mentorship.commands import Request
from domain.mentorship.decide import is_over, next_due
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import fold
from domain.ports import EventStore
from domain.program.model import Contact, People, Program
from workflows.ledger import Begin

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANN = Party(person="P1", name="Ann", email="ann@example.org", timezone="Europe/Lisbon")
BEN = Party(person="P2", name="Ben", email="ben@example.org", timezone="Europe/Vienna")
INES = Contact(name="Ines Okafor", email="ines@example.org")
TOMAS = Contact(name="Tomas Lind", email="tomas@example.org")
PROGRAM = Program(
    program="career-growth",
    version=1,
    title="Career growth mentoring",
    length=timedelta(weeks=26),
    people=People(manager=INES, deputy=TOMAS),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "review": {"satisfaction": 8, "goals": [{"goal": "g1", "level": -1}]},
    "fit": {"fit": "good"},
    "final": {"satisfaction": 9, "recommend": 9, "goals": [{"goal": "g1", "level": 0}]},
    "follow_up": {"promotion": "no", "new_role": "yes", "still_in_touch": "yes"},
}
PATIENCE = 20.0  # seconds
GLANCE = 0.01  # seconds
UNBEGUN = 4  # events, before a run's first task is done

Step = tuple[str, str, dict[str, Any]]


@dataclass
class Couple:
    """Two people: what they have done already, and what they do next.

    An eager mentee tells of a meeting before anybody has asked for it.
    """

    eager: bool = False
    done: list[Step] = field(default_factory=list)

    def next_step(self, state: State) -> Step | None:
        """The next thing that is to be done and was not done yet."""
        step = next((step for step in self.wanted(state) if step not in self.done), None)
        self.done += [step] if step else []
        return step

    def wanted(self, state: State) -> Iterator[Step]:
        """What is asked for: agree, say whether they met, fill in surveys, say goodbye."""
        if state.stage == "aligning":
            yield from ALIGNMENT
        for meeting in state.meetings:
            over = meeting.asked or (self.eager and meeting.end <= state.at)
            if meeting.status == "booked" and over:
                yield "mentee", "record_meeting", {"meeting": meeting.number, "held": True}
        yield from farewell(state)


def farewell(state: State) -> Iterator[Step]:
    """Surveys, the last one among them, and the checklist."""
    for survey in state.surveys:
        for role in survey.missing if survey.open else ():
            answers = ANSWERS[survey.kind]
            yield role, "answer_survey", {"survey": survey.id, "answers": answers}
    if state.stage == "closing":
        for item in CHECKLIST:
            yield "mentee", "tick_checklist", {"item": item}


class Life:
    """One mentorship from its launch to its follow-up, and how much happened in it."""

    def __init__(
        self, engine: WorkflowEnvironment, task_queue: str, events: EventStore, name: str
    ) -> None:
        self.engine = engine
        self.task_queue = task_queue
        self.events = events
        self.id = name
        self.workflow = mentorship_workflow(name)
        self.commands = self.dues = 0
        self.origin = datetime.now(UTC)
        self.handle: WorkflowHandle[Any, Any]

    async def live(self, couple: Couple) -> State:
        """Live through everything; returns the last state."""
        self.handle = await self.start()
        state = await self.reach(1)
        while not is_over(state):
            if step := couple.next_step(state):
                await self.ask(*step)
            else:
                await self.wind_to_due(state)
            state = await self.reach(state.version + 1)
        return state

    async def start(self) -> WorkflowHandle[Any, Any]:
        """Launch; the clock of the mentorship stands still unless it is wound."""
        opening = MentorshipOpened(cohort="spring", program=PROGRAM, mentee=ANN, mentor=BEN)
        clock = Clock(epoch=MONDAY, origin=self.origin)
        begin = Begin(id=self.id, opening=opening, clock=clock)
        with self.engine.with_time_skipping_disabled():
            return await self.engine.client.start_workflow(
                "Mentorship", begin, id=self.workflow, task_queue=self.task_queue
            )

    async def ask(self, by: str, command: str, data: dict[str, Any]) -> None:
        """Ask as the command line does, an hour later."""
        await self.wind(HOUR)
        self.commands += 1
        key = f"{self.id}-{self.commands}"
        request = Request(id=key, by=by, command=command, data=data)
        await self.handle.execute_update("ask", request, id=key)

    async def wind_to_due(self, state: State) -> None:
        """Let time pass until the next deadline, and the pair's own moment after it."""
        due = next_due(state)
        assert due
        now = await self.engine.get_current_time(self.handle)
        self.dues += 1
        acts = due.at if due.punctual else due.at + offset(self.id)
        await self.wind(max(acts - MONDAY - (now - self.origin), timedelta(0)))

    async def wind(self, length: timedelta) -> None:
        """Wind the clock forward."""
        await self.engine.fast_forward(self.handle, length + timedelta(seconds=1))

    async def reach(self, version: int) -> State:
        """Wait until the record has reached a version, and nothing is under way."""
        async with asyncio.timeout(PATIENCE):
            while True:
                before = await self.resting()
                state = fold(self.id, await asyncio.to_thread(self.events.stream, self.id))
                if state and state.version >= version and before == await self.resting() != ():
                    return state
                await asyncio.sleep(GLANCE)

    async def resting(self) -> tuple[Any, ...]:
        """The run and its length, if neither a workflow task nor an activity is under way."""
        found = await self.handle.describe()
        busy = found.raw_description.pending_activities
        if busy or found.raw_description.HasField("pending_workflow_task"):
            return ()
        return (found.run_id, found.history_length) if found.history_length > UNBEGUN else ()
