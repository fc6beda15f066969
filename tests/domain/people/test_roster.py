"""The people file, row by row."""

import pytest

from domain.people import roster
from domain.people.roster import Roster

ANA = {
    "person": "P1",
    "name": "Ana Rey",
    "email": "Ana@example.org",
    "timezone": "Europe/Madrid",
    "roles": "mentor; mentee",
    "department": "Legal",
    "reports_to": "",
    "availability": "Mon 09:00-12:00",
    "offers": "writing;  hiring;",
    "wants": "",
    "style": "advisory",
    "capacity": "2",
}
BEN = {"person": "P2", "name": "Ben", "email": "ben@example.org", "timezone": "UTC"}


def read(*rows: dict[str, str]) -> tuple[Roster, list[str]]:
    people, problems = roster.read("people.csv", list(enumerate(rows, 2)))
    return people, [str(problem) for problem in problems]


def complaints(**changes: str) -> list[str]:
    return read(ANA | changes, BEN)[1]


def test_a_row_becomes_a_person() -> None:
    people, problems = read(ANA)
    (ana,) = people.people
    assert problems == []
    assert ana.roles == ("mentor", "mentee")
    assert ana.offers == ("writing", "hiring")
    assert ana.capacity == 2
    assert len(ana.availability) == 1


def test_only_four_columns_are_needed_and_no_capacity_means_no_limit() -> None:
    people, problems = read(BEN)
    assert problems == []
    assert people.people[0].capacity is None


def test_people_are_found_by_id_and_by_address_in_any_case() -> None:
    people, _ = read(ANA, BEN)
    assert people.find("P1") == people.find("ana@EXAMPLE.org") == people.people[0]
    assert people.find("Ana Rey") is None


@pytest.mark.parametrize("column", roster.REQUIRED)
def test_an_empty_required_field_is_reported_with_its_line(column: str) -> None:
    assert complaints(**{column: "  "}) == [f"people.csv:2: `{column}` is empty"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("email", "ana.example.org", "`email`: `ana.example.org` is not an e-mail address"),
        (
            "timezone",
            "Europe/Madird",
            "`timezone`: there is no time zone `Europe/Madird`; did you mean `Europe/Madrid`?",
        ),
        (
            "timezone",
            "Qqqq",
            "`timezone`: there is no time zone `Qqqq`; write it as in `Europe/Lisbon`",
        ),
        (
            "availability",
            "Mon 9",
            "`availability`: `Mon 9` is not a time of the week as in `Mon 09:00-12:00`",
        ),
        ("capacity", "-1", "`capacity`: `-1` is not a number of pairs"),
        (
            "person",
            "P 1",
            "`person`: `P 1` may have letters, digits, dots, hyphens and underscores only",
        ),
        ("reports_to", "P9", "`reports_to`: there is no person `P9` in the people file"),
        (
            "reports_to",
            "Ben",
            "`reports_to`: there is no person `Ben` in the people file; did you mean `P2`?",
        ),
    ],
)
def test_a_malformed_field_is_reported_with_its_line(
    column: str, value: str, message: str
) -> None:
    assert complaints(**{column: value}) == [f"people.csv:2: {message}"]


def test_a_manager_outside_of_the_program_can_be_named_by_address() -> None:
    assert complaints(reports_to="boss@example.org") == []


def test_a_person_who_stands_there_twice_is_reported_where_they_come_again() -> None:
    _, problems = read(ANA, BEN, ANA | {"email": "other@example.org"})
    assert problems == ["people.csv:4: the person `P1` stands already on line 2"]


def test_two_people_with_one_address_are_reported() -> None:
    _, problems = read(ANA, BEN | {"email": "ANA@example.org"})
    message = "the e-mail address `ana@example.org` stands already on line 2"
    assert problems == [f"people.csv:3: {message}"]


def test_all_mistakes_of_all_rows_come_together_in_order_of_lines() -> None:
    _, problems = read(ANA | {"name": "", "reports_to": "P9"}, BEN | {"email": "", "person": "P1"})
    assert [problem.split(": ")[0] for problem in problems] == [
        "people.csv:2",
        "people.csv:2",
        "people.csv:3",
        "people.csv:3",
    ]


def test_somebody_with_a_mistake_is_known_all_the_same() -> None:
    people, _ = read(ANA | {"timezone": "Here", "name": ""})
    assert people.find("P1") is not None


def test_a_column_that_is_missing_altogether_is_not_reported_on_every_row() -> None:
    assert read({key: value for key, value in BEN.items() if key != "timezone"})[1] == []
