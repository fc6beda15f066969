"""The cohort of the fault suite: a program whose deadlines outlast any fault, and its people.

Everything is counted in beats, the time from one meeting to the next. What drives a pair on comes
beat by beat; what waits for somebody waits for beats that no fault lasts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.clock import Clock
from domain.cohort.model import Pair, pair_id
from domain.people.model import Person
from domain.program.model import Program
from entrypoints.launching import Roster

BEAT = timedelta(days=28)
LENGTHS = {"short": 2.8, "full": 3.6}
EPOCH = datetime(2026, 1, 5, 9, tzinfo=UTC)
ZONES = ("Europe/Dublin", "America/Bogota", "Asia/Singapore", "UTC")


def beats(number: float) -> str:
    """So many beats, as a program writes them."""
    return f"{round(BEAT.days * 24 * number)} hours"


def program(length: str) -> Program:
    """The rules; no reminder and no deadline is so close that a fault could decide on it."""
    return Program.model_validate(
        {
            "program": "faults",
            "version": 1,
            "title": "A program in hard times",
            "length": beats(LENGTHS[length]),
            "people": {
                "manager": {"name": "Maren Oduya", "email": "maren@example.org"},
                "deputy": {"name": "Luis Quiroga", "email": "luis@example.org"},
            },
            "agreement": {"remind_after": [beats(1.6)], "due_after": beats(2)},
            "meetings": {
                "every": beats(1),
                "notice": beats(0.25),
                "remind_before": [],
                "ask_again_after": beats(1.6),
                "unknown_after": beats(2.4),
            },
            "reviews": {
                "every": beats(2),
                "remind_after": [beats(1)],
                "close_after": beats(1.4),
            },
            "growth": {
                "ask_introduction_after": beats(1),
                "close_introduction_after": beats(4),
                "remind_task_before": beats(0.5),
                "drop_task_after": beats(3),
            },
            "escalation": {
                "triggers": {"no_contact": 2.6, "reviews_unanswered_in_a_row": None},
                "ladder": [
                    {"rung": "nudge_pair", "wait": beats(1.5)},
                    {"rung": "ask_manager", "wait": beats(1.5)},
                    {"rung": "default", "do": "end"},
                ],
            },
            "pause": {"ask_after": beats(4), "end_after": beats(8)},
            "closure": {
                "notice_before": [],
                "close_after": beats(2),
                "certificate": {"meetings_held_at_least": 1, "reviews_answered_at_least": 1},
                "follow_up_after": beats(0.5),
            },
        }
    )


def roster(cohort: str, pairs: int, length: str) -> Roster:
    """So many pairs, each of two people of their own."""
    mentees = [person("N", number) for number in range(1, pairs + 1)]
    mentors = [person("M", number) for number in range(1, pairs + 1)]
    paired = tuple(
        Pair(id=pair_id(cohort, a.person, b.person), mentee=a, mentor=b)
        for a, b in zip(mentees, mentors, strict=True)
    )
    return Roster(program(length), (*mentees, *mentors), paired)


def person(letter: str, number: int) -> Person:
    """Somebody with a name, an address and a time zone."""
    key = f"{letter}{number:03}"
    zone = ZONES[number % len(ZONES)]
    return Person(person=key, name=f"Person {key}", email=f"{key}@example.org", timezone=zone)


@dataclass(frozen=True)
class Tempo:
    """How fast it goes: `beat` is in seconds of real time."""

    beat: float

    def clock(self, origin: datetime) -> Clock:
        """The virtual time of a cohort that is launched now."""
        return Clock(epoch=EPOCH, origin=origin, rate=BEAT.total_seconds() / self.beat)
