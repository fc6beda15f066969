"""The people who run a program, named by the people file."""

from domain.people.model import Person
from domain.people.roster import Roster
from domain.program.checks import check
from domain.program.staff import resolve, unknown

MAREN = Person(person="P1", name="Maren", email="maren@example.org", timezone="Europe/Dublin")
ROSTER = Roster([MAREN])


def test_a_manager_named_by_person_id_gets_name_address_and_zone_of_the_people_file() -> None:
    raw = {
        "program": "first-steps",
        "version": 1,
        "title": "First steps",
        "length": "26 weeks",
        "people": {"manager": "P1", "deputy": "Maren@Example.org"},
    }
    program, _ = check(raw)
    assert program is not None
    people = resolve(program, ROSTER).people
    assert (people.manager.name, people.manager.timezone) == ("Maren", "Europe/Dublin")
    assert people.deputy == people.manager
    assert people.sponsor is None
    assert list(unknown(raw, ROSTER)) == []


def test_somebody_who_is_not_in_the_people_file_is_named() -> None:
    raw = {"people": {"manager": {"person": "P2"}, "deputy": "maren", "sponsor": 5}}
    assert [mistake.message for mistake in unknown(raw, ROSTER)] == [
        "`people.manager`: there is no person `P2` in the people file",
        "`people.deputy`: there is no person `maren` in the people file; did you mean `P1`?",
    ]
