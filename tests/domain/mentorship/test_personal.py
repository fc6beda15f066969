"""Whatever somebody may write in own words is marked as theirs, in every fact there is."""

from typing import Any, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from domain.mentorship.events import EVENTS, Event
from domain.mentorship.personal import parts
from domain.mentorship.storage import load, store
from domain.mentorship.turn import Fact
from domain.model import Model
from domain.personal import ERASED, Personal
from domain.program.model import Program
from tests.domain.mentorship.lives import LIVES

IMPERSONAL = {
    *(
        "about",
        "before",
        "by",
        "cohort",
        "effect",
        "goal",
        "instrument",
        "item",
        "kind",
        "missing",
    ),
    *(
        "answered",
        "name",
        "of",
        "person",
        "role",
        "rung",
        "survey",
        "task",
        "to",
        "trigger",
        "what",
    ),
    *("actor", "command", "decision", "reason", "via"),
}
"""Texts that are ids, roles and codes; `name` and `actor` are the staff's, not theirs."""

IN_OWN_WORDS = {
    *(("introduction_made", "to"), ("meeting_cancelled", "reason"), ("message_bounced", "reason")),
    *(("mentorship_paused", "reason"), ("rung_undelivered", "reason"), ("task_added", "what")),
}
"""Where fields of those names are texts all the same."""


def holds_text(kind: Any) -> bool:
    """Tell whether a value of this type may hold free text."""
    if kind is Program:
        return False
    if isinstance(kind, type) and issubclass(kind, Model):
        return any(holds_text(field.annotation) for field in kind.model_fields.values())
    if get_origin(kind) is not None:
        return any(holds_text(each) for each in get_args(kind))
    return kind in (str, Any)


def is_marked(field: FieldInfo) -> bool:
    return any(isinstance(mark, Personal) for mark in field.metadata)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.TYPE)
def test_no_event_has_a_text_that_is_neither_somebodys_nor_a_code(event: type[Event]) -> None:
    unmarked = {
        name
        for name, field in event.model_fields.items()
        if holds_text(field.annotation) and not is_marked(field)
    }
    in_own_words = {name for kind, name in IN_OWN_WORDS if kind == event.TYPE}

    assert unmarked <= IMPERSONAL - in_own_words, "say whose it is: Annotated[…, Personal(…)]"


@pytest.mark.parametrize("life", LIVES)
def test_what_is_left_of_an_erased_fact_can_still_be_read(life: Any) -> None:
    for fact in life().facts:
        stored = store("m1", fact)
        left = {part.field: part.left for part in parts(stored.type, stored.data)}
        read = load(stored.changed(data=stored.data | left))

        assert type(read.event) is type(fact.event)
        assert not list(parts(stored.type, store("m1", read).data)), "nothing more to erase"


def test_a_program_that_acts_by_itself_says_nothing_personal() -> None:
    paused = EVENTS["mentorship_paused"]

    def found(by: str) -> list[tuple[str, ...]]:
        data = paused.model_validate({"by": by, "reason": "ill"}).model_dump(mode="json")
        return [part.roles for part in parts("mentorship_paused", data)]

    assert found("program") == []
    assert found("mentor") == [("mentor",)]
    assert found("manager") == [("mentee", "mentor")]


def test_numbers_dates_and_choices_stay() -> None:
    answered = EVENTS["survey_answered"]
    answers = {
        "satisfaction": 7,
        "last_contact": "2026-03-02",
        "goals": [{"goal": "g1", "level": 1, "relevance": "keep"}],
        "reflection": "I have learned to ask",
    }
    event = answered.model_validate({"survey": "review-1", "by": "mentee", "answers": answers})
    data = event.model_dump(mode="json")

    (part,) = parts("survey_answered", data)

    assert part.left == {**answers, "reflection": ERASED}


def test_facts_of_a_kind_that_this_release_does_not_know_are_left_alone() -> None:
    assert list(parts("unheard_of", {"text": "a secret"})) == []


def test_a_fact_is_not_changed_by_looking_for_what_is_personal_in_it() -> None:
    life = next(iter(LIVES))()
    before = [store("m1", Fact(*fact)) for fact in life.facts]

    for fact in before:
        list(parts(fact.type, fact.data))

    assert before == [store("m1", fact) for fact in life.facts]
