"""A pair, its parts and the letters that they get, made by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.links.signed import Claim
from domain.cohort.model import Pair
from domain.durations import parse
from domain.people.model import Person
from domain.program.model import Program
from entrypoints.demo.behaviours import Behaviour
from entrypoints.demo.letters import Letter
from entrypoints.demo.participants import Participant
from entrypoints.demo.parts import Couple, Part, Role

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MakeCouple = Callable[..., Couple]
MakeLetter = Callable[..., Letter]
MakePerson = Callable[..., Participant]


def person(name: str) -> Person:
    return Person(
        person=name, name=name.title(), email=f"{name}@example.org", timezone="Europe/Berlin"
    )


@pytest.fixture
def program() -> Program:
    manager = {"name": "Ines Okafor", "email": "ines@example.org"}
    return Program.model_validate(
        {
            "program": "growth",
            "version": 1,
            "title": "Growth",
            "length": parse("26 weeks"),
            "people": {"manager": manager},
        }
    )


@pytest.fixture
def couple(program: Program) -> MakeCouple:
    def make(
        mentee: Behaviour = "diligent", mentor: Behaviour = "diligent", seed: int = 7
    ) -> Couple:
        pair = Pair(id="demo-ada-bo", mentee=person("ada"), mentor=person("bo"))
        return Couple(pair, {"mentee": mentee, "mentor": mentor}, program, date(2026, 3, 2), seed)

    return make


@pytest.fixture
def somebody(couple: MakeCouple) -> MakePerson:
    def make(behaviour: Behaviour, role: Role = "mentee", seed: int = 7) -> Participant:
        roles: dict[str, Behaviour] = {role: behaviour}
        return Participant(Part(couple(**roles, seed=seed), role))

    return make


@pytest.fixture
def letter() -> MakeLetter:
    def make(kind: str, task: str = "", version: int = 1, **more: object) -> Letter:
        claim = Claim(
            mentorship="demo-ada-bo", person="ada", task=task, expires=SENT + timedelta(days=14)
        )
        given = {
            "kind": kind,
            "effect": f"demo-ada-bo/{version}/1",
            "to": "ada@example.org",
            "subject": "About you",
            "sent": SENT,
            "claim": claim if task else None,
        }
        return Letter.model_validate(given | more)

    return make
