"""Stories of mentorships: what happens to a pair, told in the words of mentoring."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, TypeVar

import pytest

from domain.mentorship.commands import Actor, Request
from domain.mentorship.decide import decide, elapse, is_over, next_due, open_mentorship
from domain.mentorship.erasure import erase
from domain.mentorship.events import Event, MentorshipOpened
from domain.mentorship.messages import Message
from domain.mentorship.parties import Party
from domain.mentorship.refusals import Refused
from domain.mentorship.state import Episode, Meeting, State, Survey
from domain.mentorship.turn import Fact, Turn
from domain.people.model import Window
from domain.program.model import Program

E = TypeVar("E", bound=Event)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""A Monday."""

LEVELS = dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "in words")
EVERY_DAY = tuple(Window(weekday=day, start=time(9), end=time(17)) for day in range(7))
MONDAYS = (Window(weekday=0, start=time(9), end=time(10)),)
TUESDAYS = (Window(weekday=1, start=time(9), end=time(10)),)
NEEDED: dict[str, dict[str, Any]] = {
    "review": {"satisfaction": 8},
    "fit": {"fit": "good"},
    "final": {"satisfaction": 8, "recommend": 9},
    "follow": {"promotion": "no", "new_role": "yes", "still_in_touch": "yes"},
}
"""What each kind of survey needs at least."""


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with changes at any depth."""
    result = dict(base)
    for key, value in changes.items():
        deep = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if deep else value
    return result


def program(**changes: Any) -> Program:
    """The default program, with changes."""
    written = {
        "program": "career-growth",
        "version": 1,
        "title": "Career growth",
        "length": "26 weeks",
        "people": {
            "manager": {"name": "Ines", "email": "ines@example.org"},
            "deputy": {"name": "Tomas", "email": "tomas@example.org"},
        },
    }
    return Program.model_validate(merged(written, changes))


def goal(name: str = "g1", **changes: Any) -> dict[str, Any]:
    """A goal as a form would send it."""
    fresh = {
        "id": name,
        "statement": f"Reach {name}",
        "measure": "A list of what was done",
        "target_date": date(2026, 6, 1).isoformat(),
        "levels": LEVELS,
    }
    return fresh | changes


class Story:
    """A mentorship, the time it has reached, and everything that has happened so far.

    Letters of the ladder arrive at once and are reported, unless `delivers` is set to False.
    """

    def __init__(
        self,
        free: tuple[tuple[Window, ...], tuple[Window, ...]] = (EVERY_DAY, EVERY_DAY),
        /,
        **rules: Any,
    ) -> None:
        self.delivers = True
        self.at = START
        self.facts: list[Fact] = []
        self.messages: list[Message] = []
        self.count = 0
        event = MentorshipOpened(
            cohort="spring",
            program=program(**rules),
            mentee=Party(
                person="P1",
                name="Ann",
                email="ann@example.org",
                timezone="UTC",
                availability=free[0],
            ),
            mentor=Party(
                person="P2",
                name="Ben",
                email="ben@example.org",
                timezone="UTC",
                availability=free[1],
            ),
            note="Both like writing.",
        )
        self.actor: Actor | None = None
        self.state: State = open_mentorship("m1", event, START, "launch").state
        self.take(open_mentorship("m1", event, START, "launch"))

    # what happens

    def asks(self, by: str, command: str, **data: Any) -> tuple[str, ...]:
        """Somebody asks for something; returns the names of the new facts."""
        self.count += 1
        request = Request(id=f"r{self.count}", by=by, command=command, data=data, actor=self.actor)
        turn = decide(self.state, request, self.at)
        self.take(turn)
        again = decide(self.state, request, self.at)
        assert not again.facts, f"{command} is not idempotent: {names(again.facts)}"
        return names(turn.facts)

    def refuses(self, by: str, command: str, **data: Any) -> str:
        """Somebody asks for something and gets a refusal; returns its code."""
        request = Request(id="refused", by=by, command=command, data=data)
        with pytest.raises(Refused) as refusal:
            decide(self.state, request, self.at)
        assert str(refusal.value).endswith((".", "!")) or refusal.value.code == "malformed_command"
        return refusal.value.code

    def passes(self, **length: float) -> tuple[str, ...]:
        """Time passes, and everything that becomes due is decided at its moment."""
        return self.lasts_until(self.at + timedelta(**length))

    def lasts_until(self, moment: datetime) -> tuple[str, ...]:
        """The same, up to a moment."""
        known = len(self.facts)
        while (due := next_due(self.state)) and due.at <= moment:
            self.at = max(self.at, due.at)
            self.take(elapse(self.state, self.at))
        self.at = moment
        return names(self.facts[known:])

    def sleeps(self, **length: float) -> tuple[str, ...]:
        """Nobody looks for a while: all that became due is decided late, in one turn."""
        self.at += timedelta(**length)
        return self.take(elapse(self.state, self.at))

    def ends(self) -> tuple[str, ...]:
        """Nobody does anything any more; time passes until nothing is left to wait for."""
        known = len(self.facts)
        for _ in range(500):
            due = next_due(self.state)
            if due is None:
                return names(self.facts[known:])
            self.lasts_until(max(self.at, due.at))
        raise AssertionError("this mentorship never ends")

    def hears(self, message: Message, outcome: str) -> tuple[str, ...]:
        """The shell reports what became of a message."""
        return self.asks("program", "note_deliveries", reports=[report(message, outcome)])

    def take(self, turn: Turn) -> tuple[str, ...]:
        self.state = turn.state
        self.facts += turn.facts
        self.messages += turn.messages
        fresh = names(turn.facts)
        for message in turn.messages:
            if message.rung is not None and self.delivers:
                fresh += self.hears(message, "delivered")
        return fresh

    def follows(self, **rules: Any) -> tuple[str, ...]:
        """The manager moves the pair to the next version of its program, with these rules."""
        newer = program(**rules, version=self.state.program.version + 1)
        return self.asks("manager", "change_program", program=newer.model_dump(mode="json"))

    def erases(self, role: Literal["mentee", "mentor"]) -> None:
        """Somebody is to be forgotten."""
        self.take(erase(self.state, role, self.at, "erasure:1"))
        assert not erase(self.state, role, self.at, "erasure:1").facts

    # whole passages

    def aligned(self) -> "Story":
        """Everything is agreed; only the signatures are missing."""
        self.asks("mentee", "propose_goals", goals=[goal()])
        self.asks("mentee", "name_gaps", skills=["negotiation"])
        self.asks("mentor", "share_experience", experience=["hiring"], style="advisory")
        self.asks("mentee", "set_expectations", expectations={"channel": "by video"})
        self.asks("mentor", "set_expectations", expectations={"channel": "by video"})
        return self

    def signed(self) -> "Story":
        """Both have signed."""
        self.aligned().asks("mentee", "sign_agreement")
        self.asks("mentor", "sign_agreement")
        return self

    def meets(self, by: str = "mentee", **data: Any) -> tuple[str, ...]:
        """The next meeting takes place and is recorded an hour after its end."""
        self.lasts_until(self.meeting.end + timedelta(hours=1))
        return self.asks(by, "record_meeting", meeting=self.begun.number, held=True, **data)

    def misses(self, by: str = "mentee") -> tuple[str, ...]:
        """The next meeting does not take place."""
        self.lasts_until(self.meeting.end + timedelta(hours=1))
        number = self.begun.number
        return self.asks(by, "record_meeting", meeting=number, held=False, reason="forgot")

    def answers(self, by: str, survey: str, **answers: Any) -> tuple[str, ...]:
        """Somebody answers a survey."""
        needed = NEEDED[survey.partition("-")[0]]
        return self.asks(by, "answer_survey", survey=survey, answers=needed | answers)

    def closing(self) -> "Story":
        """The pair meets and answers reviews up to the planned end."""
        self.signed()
        while self.state.stage == "active":
            self.lives_a_day()
        return self

    def lives_a_day(self) -> None:
        """A diligent day: meetings are recorded and surveys answered as they come."""
        self.passes(days=1)
        for meeting in self.state.meetings:
            if meeting.status == "booked" and meeting.end <= self.at:
                self.asks("mentor", "record_meeting", meeting=meeting.number, held=True)
        for survey in self.state.surveys:
            for role in survey.missing if survey.open and survey.kind != "final" else ():
                self.answers(role, survey.id)

    # what there is to see

    @property
    def meeting(self) -> Meeting:
        """The meeting that is booked and lies ahead."""
        return next(m for m in self.state.meetings if m.status == "booked" and m.start > self.at)

    @property
    def begun(self) -> Meeting:
        """The newest meeting that has begun."""
        return next(m for m in reversed(self.state.meetings) if m.start <= self.at)

    @property
    def episode(self) -> Episode:
        """The newest stall case."""
        return self.state.episodes[-1]

    def survey(self, name: str) -> Survey:
        """A survey that was opened."""
        found = self.state.survey(name)
        assert found is not None
        return found

    @property
    def over(self) -> bool:
        """Whether nothing will ever happen again."""
        return is_over(self.state)

    @property
    def waits_for(self) -> tuple[str, datetime]:
        """What the rules wait for, and until when."""
        due = next_due(self.state)
        assert due is not None
        return due.waits_for, due.at

    def all(self, kind: type[E]) -> list[E]:
        """Every event of a kind, oldest first."""
        return [fact.event for fact in self.facts if isinstance(fact.event, kind)]

    def last(self, kind: type[E]) -> E:
        """The newest event of a kind."""
        return self.all(kind)[-1]

    def when(self, kind: type[Event]) -> list[datetime]:
        """When each event of a kind happened."""
        return [fact.at for fact in self.facts if isinstance(fact.event, kind)]

    def mail(self, kind: str) -> list[Message]:
        """Every message of a kind."""
        return [message for message in self.messages if message.kind == kind]

    def readers(self, kind: str) -> list[str]:
        """The roles that got messages of a kind, one for each message."""
        return [message.to.role for message in self.mail(kind)]


def report(message: Message, outcome: str) -> dict[str, Any]:
    """What the shell tells the rules about a message."""
    return {
        "effect": message.id,
        "kind": message.kind,
        "to": message.to.role,
        "outcome": outcome,
        "reason": "no such mailbox" if outcome == "bounced" else "",
        "due": message.useful_until.isoformat() if message.useful_until else None,
        "episode": message.episode,
        "rung": message.rung,
    }


def names(facts: Iterable[Fact]) -> tuple[str, ...]:
    """The names of facts."""
    return tuple(fact.event.TYPE for fact in facts)
