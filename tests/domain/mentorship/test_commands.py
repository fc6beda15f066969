"""Requests: who may ask for what, in which shape, and what is refused in words."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mentorship import decide as core
from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import COMMANDS, Actor, Request
from domain.mentorship.decide import NoProgress, decide, elapse
from domain.mentorship.refusals import Refused
from domain.mentorship.storage import fold, store
from domain.mentorship.turn import RULES, Due
from tests.domain.mentorship.story import Story

CONCERN = {"command": "raise_concern", "data": {"text": "He shouts."}}


def test_every_command_has_a_rule() -> None:
    assert RULES.keys() == set(COMMANDS.values())


@pytest.mark.parametrize(
    "who", ["mentee", "P1", "p1", "ann@example.org", "ANN@example.org", "Mentee"]
)
def test_a_person_is_known_by_role_id_or_address(who: str) -> None:
    story = Story().signed()

    assert story.asks(who, "raise_concern", text="x")
    assert story.facts[-3].event.model_dump().get("by", "mentee") == "mentee"


@pytest.mark.parametrize("who", ["P9", "", "sponsor", "Ann"])
def test_whoever_has_no_part_in_the_mentorship_is_refused(who: str) -> None:
    assert Story().refuses(who, "end", reason="other") == "not_a_participant"


def test_the_manager_is_also_known_by_the_person_id_of_the_people_file() -> None:
    manager = {"name": "Ines", "email": "ines@example.org", "person": "P100"}
    story = Story(people={"manager": manager}).signed()

    assert story.asks("P100", "extend", weeks=1) == ("mentorship_extended",)


def test_the_sponsor_looks_on() -> None:
    story = Story(people={"sponsor": {"name": "Priya", "email": "priya@example.org"}}).signed()

    assert story.refuses("sponsor", "end", reason="other") == "not_allowed"


def test_a_command_that_nobody_knows_is_refused_with_those_that_there_are() -> None:
    request = Request(id="r", by="mentee", command="dance")

    with pytest.raises(refusals.UnknownCommand, match="sign_agreement"):
        decide(Story().state, request, Story().at)


def test_data_that_can_not_be_read_is_refused_with_every_problem() -> None:
    data = {"held": "perhaps", "reason": "bored", "mood": "fine"}
    request = Request(id="r", by="mentee", command="record_meeting", data=data)

    with pytest.raises(refusals.MalformedCommand) as refusal:
        decide(Story().state, request, Story().at)

    for word in ("held", "reason", "mood"):
        assert word in str(refusal.value)


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d"])
def test_text_that_can_not_be_written_down_is_refused(text: str) -> None:
    story = Story().signed()
    story.passes(weeks=4)

    assert story.refuses("mentee", "raise_concern", text=text) == "malformed_command"
    answers = {"satisfaction": 8, "reflection": text}
    assert story.refuses("mentee", "answer_survey", survey="review-1", answers=answers) == (
        "malformed_command"
    )


def test_the_same_request_twice_has_no_second_effect_even_if_it_could_be_meant_again() -> None:
    story = Story().signed()
    request = Request(id="r-extend", by="manager", command="extend", data={"weeks": 2})
    first = decide(story.state, request, story.at)

    again = decide(first.state, request, story.at + timedelta(hours=1))

    assert [fact.event.TYPE for fact in first.facts] == ["mentorship_extended"]
    assert again.facts == []


def test_the_same_request_is_known_again_after_a_rebuild_from_the_record() -> None:
    story = Story().signed()
    request = Request(id="r-extend", by="manager", command="extend", data={"weeks": 2})
    story.take(decide(story.state, request, story.at))

    rebuilt = fold("m1", [store("m1", fact) for fact in story.facts])

    assert rebuilt is not None
    assert decide(rebuilt, request, story.at).facts == []


def test_what_time_has_brought_comes_before_what_is_asked() -> None:
    story = Story()
    story.at += timedelta(days=5)

    facts = story.asks("mentee", "name_gaps", skills=["writing"])

    assert facts == ("agreement_reminded", "gaps_named")
    assert [fact.cause for fact in story.facts[-2:]] == ["due", f"r{story.count}"]


def test_time_never_runs_backwards() -> None:
    story = Story()
    story.passes(days=2)
    story.asks("mentee", "name_gaps", skills=["writing"])
    story.at -= timedelta(days=1)

    story.asks("mentee", "name_gaps", skills=["reading"])

    assert story.facts[-1].at == story.facts[-2].at


def test_a_turn_leaves_the_state_that_it_began_with_untouched() -> None:
    story = Story()
    before = story.state.model_dump_json()

    elapse(story.state, story.at + timedelta(days=100))

    assert story.state.model_dump_json() == before


@pytest.mark.parametrize("busy", [False, True])
def test_a_rule_that_never_comes_to_rest_is_an_error_and_no_endless_loop(
    monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    story = Story()
    fact = story.facts[0].event

    def act(turn: Any) -> None:
        if busy:
            turn.note(fact)

    monkeypatch.setattr(core, "next_due", lambda state: Due(story.at, "something", act))

    with pytest.raises(NoProgress):
        elapse(story.state, story.at)


def test_every_refusal_has_a_code_and_a_sentence() -> None:
    kinds = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
    refused = [kind for kind in kinds if issubclass(kind, refusals.Refused)]

    codes = [kind.code for kind in refused]
    assert len(set(codes)) == len(codes)
    assert all(str(kind()).endswith(".") for kind in refused)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
STORY = Story().signed()
STORY.meets()
STORY.passes(weeks=4)


@given(
    st.sampled_from(sorted(COMMANDS)), st.sampled_from(["mentee", "mentor", "manager"]), st.data()
)
@settings(max_examples=300)
def test_whatever_is_sent_is_answered_or_refused(
    command: str, by: str, data: st.DataObject
) -> None:
    fields = st.sampled_from(sorted(COMMANDS[command].model_fields) or ["x"])
    sent = data.draw(st.dictionaries(fields, JSON, max_size=4))

    try:
        turn = decide(STORY.state, Request(id="r", by=by, command=command, data=sent), STORY.at)
    except refusals.Refused:
        return

    for fact in turn.facts:
        store("m1", fact)


@given(
    st.dictionaries(st.sampled_from(["satisfaction", "goals", "last_contact", "reflection"]), JSON)
)
@settings(max_examples=300)
def test_whatever_is_answered_in_a_survey_is_taken_or_refused(answers: dict[str, Any]) -> None:
    data = {"survey": "review-1", "answers": {"satisfaction": 8} | answers}

    try:
        turn = decide(
            STORY.state, Request(id="r", by="mentee", command="answer_survey", data=data), STORY.at
        )
    except refusals.Refused:
        return

    for fact in turn.facts:
        store("m1", fact)


def test_the_record_names_who_of_the_staff_gave_a_command() -> None:
    story = Story().signed()
    story.actor = Actor(id="clara", name="Clara Brandt", via="console")

    facts = story.asks("manager", "extend", weeks=2)

    assert facts == ("staff_acted", "mentorship_extended")
    acted = story.last(e.StaffActed)
    assert (acted.by, acted.actor, acted.command) == ("manager", "clara", "extend")


def test_what_was_refused_to_the_staff_leaves_no_fact() -> None:
    clara = Actor(id="clara", name="Clara Brandt", via="api")
    story = Story()
    request = Request(id="r", by="manager", command="extend", data={"weeks": 2}, actor=clara)

    with pytest.raises(Refused):
        decide(story.state, request, story.at)
