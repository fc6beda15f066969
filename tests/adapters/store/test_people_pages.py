"""People page by page, as both databases tell of them."""

import pytest
from sqlalchemy import Engine, insert

from adapters.store.engine import writing
from adapters.store.people import SqlPeople
from adapters.store.read_schema import participation_table
from domain.readmodels.people import COUNTS
from tests.adapters.store.samples import Wall


@pytest.fixture
def people(engine: Engine, wall: Wall) -> SqlPeople:
    """Ann mentors in two programs; Bea and Cem are in one each."""
    for place, person, role, program in (
        ("m1", "ann", "mentor", "first-steps"),
        ("m1", "bea", "mentee", "first-steps"),
        ("m2", "ann", "mentor", "career-growth"),
        ("m2", "cem", "mentee", "career-growth"),
    ):
        row = {
            "mentorship": place,
            "role": role,
            "cohort": f"{program}-2027",
            "program": program,
            "person": person,
            "name": person.title(),
            "email": f"{person}@example.org",
            "opened": wall(),
            "stage": "active",
            "paused": False,
            "outcome": "",
            **dict.fromkeys(COUNTS, 1),
        }
        with writing(engine) as connection:
            connection.execute(insert(participation_table), row)
    return SqlPeople(engine)


def test_everybody_comes_once_in_order(people: SqlPeople) -> None:
    first, second = people.page("", 2)
    (third,) = people.page("bea", 2)

    assert [one.person for one in (first, second, third)] == ["ann", "bea", "cem"]
    assert (first.pairs, first.meetings_held) == (2, 2)
    assert people.page("cem", 2) == []


def test_what_belongs_to_other_programs_is_neither_told_nor_counted(people: SqlPeople) -> None:
    ann, bea = people.page("", 10, programs=("first-steps",))

    assert (ann.pairs, ann.cohorts, bea.person) == (1, ("first-steps-2027",), "bea")
    assert people.page("", 10, programs=()) == []
    (only,) = people.participations("ann", ("career-growth",))
    assert only.mentorship == "m2"
    assert people.participations("bea", ("career-growth",)) == []


def test_those_of_one_cohort_are_told_with_all_that_they_do(people: SqlPeople) -> None:
    ann, cem = people.page("", 10, "career-growth-2027")

    assert (ann.person, ann.pairs, cem.person) == ("ann", 2, "cem")
    assert people.page("", 10, "career-growth-2027", ("first-steps",)) == []
