"""The surveys that Tandem knows."""

import re

import pytest

from domain.surveys.instruments import INSTRUMENTS
from domain.surveys.model import Instrument

KEYS = {
    "pulse": {
        "satisfaction",
        "last_contact",
        "goals",
        "guidance_responsibilities",
        "guidance_promotion",
        "guidance_transition",
        "strengths",
        "growth_areas",
        "reflection",
        "concerns",
    },
    "fit": {"fit", "note"},
    "final": {
        "goals",
        "growth",
        "satisfaction",
        "recommend",
        "last_contact",
        "what_next",
        "concerns",
    },
    "follow_up": {"promotion", "new_role", "still_in_touch"},
}
every = pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=list(INSTRUMENTS))


@every
def test_a_survey_keeps_the_keys_under_which_its_answers_are_stored(
    instrument: Instrument,
) -> None:
    assert {question.key for question in instrument.questions} == KEYS[instrument.name]


@every
def test_a_choice_has_options_and_a_scale_has_two_ends(instrument: Instrument) -> None:
    for question in instrument.questions:
        assert bool(question.options) or question.kind != "choice"
        assert question.kind != "scale" or question.low < question.high


@every
def test_both_are_asked_and_each_in_words_that_speak_of_the_other(instrument: Instrument) -> None:
    assert instrument.who == ("mentee", "mentor")
    for question in instrument.questions:
        assert not re.search(r"your mentee\b", question.ask("mentee"))
        assert not re.search(r"your mentor\b", question.ask("mentor"))


def test_satisfaction_concerns_fit_and_recommendation_are_for_the_program_only() -> None:
    private = {
        question.key
        for instrument in INSTRUMENTS.values()
        for question in instrument.questions
        if question.private
    }
    assert private == {"satisfaction", "concerns", "fit", "note", "recommend"}


def test_the_only_answers_that_must_be_given_are_those_that_the_rules_need() -> None:
    required = {
        name: [question.key for question in instrument.questions if question.required]
        for name, instrument in INSTRUMENTS.items()
    }
    assert required == {
        "pulse": ["satisfaction"],
        "fit": ["fit"],
        "final": ["satisfaction", "recommend"],
        "follow_up": ["promotion", "new_role", "still_in_touch"],
    }
