"""`tandem pair why`: the story of an escalation, for people and for programs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.mentorship.why import Fate, Letter
from entrypoints.moments import Times
from entrypoints.pairs.reasons import letter_facts
from entrypoints.pairs.why_words import became
from tests.domain.mentorship.story import Story
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, SECOND, Past, days_ago

BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def past(folder: Path) -> Past:
    """Two pairs that opened in March 2026; nobody of the first ever signed."""
    past = Past(folder, BEGUN)
    past.launch()
    past.passes(FIRST, days=12 + 10)
    return past


def case(tandem: Tandem, *words: str) -> dict[str, Any]:
    """The only escalation that is told."""
    (found,) = tandem("pair", "why", *words, "--json").json["episodes"]
    assert isinstance(found, dict)
    return found


def test_a_case_is_told_with_its_facts_its_rule_and_its_letters(
    tandem: Tandem, past: Past
) -> None:
    told = tandem("pair", "why", FIRST).out

    assert f"Escalation {FIRST}/1: agreement overdue" in told
    assert "because the agreement is overdue" in told
    assert "Sefa Doğan and Aoife Brennan had not signed." in told
    assert "Not signed by both within 12 days." in told
    assert "first-steps@1 — escalation.triggers.agreement_overdue: true" in told
    assert "agreement.due_after: 12 days" in told
    assert "Step 1 of 5: a nudge to the pair; 5 days to react once it is delivered." in told
    assert "delivered 14 Mar 2026 09:00" in told
    assert "it waits for the manager's decision until 27 Mar 2026" in told
    assert "the mentorship is ended on 30 Mar 2026" in told


def test_a_case_for_programs_names_versions_and_positions(tandem: Tandem, past: Past) -> None:
    told = case(tandem, FIRST)

    facts = {fact["version"]: fact for fact in told["facts"]}
    assert [fact["type"] for fact in facts.values()] == ["mentorship_opened", "agreement_overdue"]
    assert facts[1]["position"] == 1
    assert told["rule"]["program"] == "first-steps@1"
    assert told["rule"]["values"]["agreement.due_after"] == "12 days"
    assert [step["rung"] for step in told["steps"]] == ["nudge_pair", "nudge_pair", "ask_manager"]
    assert [step["wait_seconds"] for step in told["steps"]] == [432000.0, 432000.0, 259200.0]
    letters = [letter for step in told["steps"] for letter in step["letters"]]
    assert {letter["status"] for letter in letters} == {"delivered"}
    assert [letter["to"] for letter in letters] == ["mentee", "mentor"] * 2 + ["manager"]
    assert told["ended"] is None
    assert told["waits"]["default"] == "end"


def test_no_address_is_told(tandem: Tandem, past: Past) -> None:
    said = tandem("pair", "why", FIRST, "--json").out + tandem("pair", "why", FIRST).out

    assert "@example.org" not in said


def test_the_reason_of_a_bounce_is_told_without_the_address() -> None:
    story = Story()
    story.passes(days=14)
    refusal = Fate("bounced", BEGUN, 2, "550 <ann@example.org>: no such mailbox")
    letter = Letter(story.mail("nudge")[0], refusal)

    for said in (letter_facts(letter)["reason"], became(letter, Times())):
        assert "no such mailbox" in said
        assert "@" not in said
    assert became(letter, Times()).startswith("bounced 2 Mar 2026 09:00, in 2 attempts")


def test_a_decision_is_told_with_who_made_it(tandem: Tandem, past: Past) -> None:
    wish = {
        "episode": 1,
        "decision": "end",
        "reason": "cannot_reach_partner",
        "note": "Both left.",
    }
    past.asks(FIRST, "manager", "decide_episode", **wish)

    told, facts = tandem("pair", "why", FIRST).out, case(tandem, FIRST)

    assert "Maren Oduya decided on escalation 1 to end the mentorship. “Both left.”" in told
    assert "The mentorship closed: never started" in told
    assert (facts["ended_by"], facts["because"]["type"]) == ("decision", "episode_decided")
    assert facts["followed"]["type"] == "mentorship_closed"
    assert facts["steps"][-1]["decision"] == "end"
    assert facts["steps"][-1]["note"] == "Both left."


def test_a_recovery_is_told_with_the_sign_of_life(tandem: Tandem, past: Past) -> None:
    past.aligns(FIRST)

    told = tandem("pair", "why", FIRST).out

    assert "what was missing has happened." in told
    assert "Both have signed: the mentorship started" in told


def test_a_default_is_told_with_what_the_program_did(tandem: Tandem, past: Past) -> None:
    past.passes(FIRST, days=30)

    told = tandem("pair", "why", FIRST).out

    assert "the default action of the program was taken." in told
    assert "closed by the program" in told
    assert "If nobody did anything" not in told


def test_silence_is_told_from_the_last_meeting(tandem: Tandem, past: Past) -> None:
    past.aligns(SECOND)
    past.passes(SECOND, days=16)
    past.asks(SECOND, "mentor", "record_meeting", meeting=1, held=True)
    past.passes(SECOND, days=30)

    told, facts = tandem("pair", "why", SECOND).out, case(tandem, f"{SECOND}/1")

    assert "Meeting 1 took place, as Aoife Brennan said." in told
    assert "No word of contact for 3 weeks: 1.5 times the rhythm of 2 weeks." in told
    (fact,) = facts["facts"]
    assert fact["since"] < fact["at"]


def test_what_somebody_said_is_told_from_when_it_was_said(tandem: Tandem, past: Past) -> None:
    past.asks(SECOND, "mentee", "raise_concern", text="It does not work out")

    told, facts = tandem("pair", "why", SECOND).out, case(tandem, SECOND)

    assert "It goes straight to a human, without automatic mail to the pair." in told
    assert "It does not work out" in told
    assert facts["facts"][0]["since"] == facts["facts"][0]["at"]
    assert facts["rule"]["straight_to_a_human"] is True


def test_low_satisfaction_counts_from_the_answer_and_not_from_the_contact_named_in_it(
    tandem: Tandem, past: Past
) -> None:
    past.aligns(SECOND)
    past.passes(SECOND, days=28)
    answers = {"satisfaction": 2, "last_contact": "2026-03-20"}
    past.asks(SECOND, "mentee", "answer_survey", survey="review-1", answers=answers)

    cases = tandem("pair", "why", SECOND, "--json").json["episodes"]

    (fact,) = next(one["facts"] for one in cases if one["trigger"] == "satisfaction")
    assert fact["since"] == fact["at"]
    assert "answered the survey review-1: satisfaction 2" in fact["sentence"]


def test_one_case_can_be_named_in_two_ways(tandem: Tandem, past: Past) -> None:
    past.asks(FIRST, "mentee", "raise_concern", text="Nobody answers")

    assert case(tandem, FIRST, "2") == case(tandem, f"{FIRST}/2")
    assert len(tandem("pair", "why", FIRST, "--json").json["episodes"]) == 2
    answer = tandem("pair", "why", FIRST, "2").out
    assert f"Escalation {FIRST}/1" not in answer
    assert "What opens an escalation" not in answer


@pytest.mark.parametrize(
    ("pair", "complaint"),
    [(FIRST, "has no escalation 7; it has 1."), (SECOND, "none was ever opened.")],
)
def test_a_case_that_is_not_there_is_told(
    tandem: Tandem, past: Past, pair: str, complaint: str
) -> None:
    answer = tandem("pair", "why", pair, "7")

    assert answer.status == 2
    assert complaint in answer.err
    assert not answer.out


def test_a_pair_that_does_not_exist_has_no_reasons(tandem: Tandem, past: Past) -> None:
    assert "There is no pair spring-a-b" in tandem("pair", "why", "spring-a-b").err
    assert "has not opened yet" in tandem("pair", "why", "spring-N03-M02").err


def test_a_pair_without_a_case_is_told_what_would_open_one(tandem: Tandem, folder: Path) -> None:
    past = Past(folder, days_ago(2))
    past.launch(opening=1)

    told, facts = tandem("pair", "why", FIRST).out, tandem("pair", "why", FIRST, "--json").json

    assert f"No escalation was ever opened for {FIRST}." in told
    assert "one would be opened because the agreement is overdue" in told
    assert "it opens on" in told
    assert facts["episodes"] == []
    first, opened = facts["first_if_nobody_acts"], past.ledgers[FIRST].state.opened
    assert first["trigger"] == "agreement_overdue"
    assert (datetime.fromisoformat(first["at"]) - opened).days == 12
    assert [one["trigger"] for one in facts["triggers"] if one["due"]] == ["agreement_overdue"]


def test_a_paused_pair_is_told_what_comes_instead(tandem: Tandem, folder: Path) -> None:
    past = Past(folder, days_ago(2))
    past.launch(opening=1)
    past.aligns(FIRST)
    past.asks(FIRST, "mentee", "pause", reason="holidays")

    told = tandem("pair", "why", FIRST)

    assert "the mentorship would close (ended early) without one." in told.out
    assert "not while paused" in told.out
    first = tandem("pair", "why", FIRST, "--json").json["first_if_nobody_acts"]
    assert (first["type"], first["outcome"]) == ("mentorship_closed", "ended_early")


def test_nothing_is_foretold_of_a_closed_pair(tandem: Tandem, past: Past) -> None:
    past.asks(SECOND, "manager", "end", reason="other")

    told = tandem("pair", "why", SECOND)

    assert told.out.endswith(f"No escalation was ever opened for {SECOND}.\n")
    assert tandem("pair", "why", SECOND, "--json").json.keys() == {
        "id",
        "cohort",
        "program",
        "now",
        "episodes",
    }


def test_a_pair_with_a_case_names_the_way_to_its_story(tandem: Tandem, past: Past) -> None:
    assert f"tandem pair why {FIRST}" in tandem("pair", "show", FIRST).out
