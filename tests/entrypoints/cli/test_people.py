"""`tandem cohort people` and `surveys`: who takes part and what they said, while nothing runs."""

import csv
import io
from pathlib import Path

import pytest

from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, Past, days_ago

SAID = {"satisfaction": 9, "strengths": "=listens(1)", "reflection": "It goes well, thanks."}


@pytest.fixture
def past(folder: Path) -> Past:
    """A cohort of a month ago; one pair has signed, and the mentee has answered a review."""
    past = Past(folder, days_ago(40))
    past.launch()
    past.aligns(FIRST)
    past.passes(FIRST, days=29)
    past.asks(FIRST, "mentee", "answer_survey", survey="review-1", answers=SAID)
    past.passes(FIRST, days=7)
    return past


def test_everybody_of_a_cohort_is_listed_with_what_they_did(tandem: Tandem, past: Past) -> None:
    answer = tandem("cohort", "people", "spring", "--json")

    people = {person["person"]: person for person in answer.json}
    assert people.keys() == {"N01", "N02", "M01"}
    assert (people["M01"]["pairs"], people["M01"]["roles"]) == (2, ["mentor"])
    assert people["N01"]["last_seen"] is not None
    assert people["N02"]["last_seen"] is None
    told = tandem("cohort", "people", "spring").out
    assert "2 of 2" in told
    assert "never" in told


def test_how_many_have_answered_is_counted_once_the_time_is_over(
    tandem: Tandem, past: Past
) -> None:
    lines = tandem("cohort", "surveys", "spring").out.splitlines()

    assert lines[-1].split() == ["review", "1", "1", "2", "1", "50%"]


def test_answers_can_be_taken_into_a_spreadsheet(tandem: Tandem, past: Past) -> None:
    (row,) = csv.DictReader(io.StringIO(tandem("cohort", "surveys", "spring", "--csv").out))

    assert (row["mentorship"], row["survey"], row["person"]) == (FIRST, "review-1", "N01")
    assert (row["satisfaction"], row["strengths"]) == ("9", "'=listens(1)")
    assert row["reflection"] == "It goes well, thanks."


def test_a_program_reads_surveys_and_answers_as_json(tandem: Tandem, past: Past) -> None:
    told = tandem("cohort", "surveys", "spring", "--json").json

    assert [(row["survey"], row["missing"]) for row in told["surveys"]] == [
        ("review-1", ["mentor"])
    ]
    assert [row["answers"] for row in told["answers"]] == [SAID]


def test_an_unknown_cohort_is_a_mistake_of_the_user(tandem: Tandem, past: Past) -> None:
    for what in ("people", "surveys"):
        answer = tandem("cohort", what, "autumn")
        assert (answer.status, answer.err) == (2, "There is no cohort autumn.\n")
