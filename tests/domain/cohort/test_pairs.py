"""The pairs file, row by row, against the people."""

import pytest

from domain.cohort import pairs
from domain.cohort.model import Pair, is_cohort_name, pair_id
from domain.people.model import Person
from domain.people.roster import Roster


def person(name: str, capacity: int | None = None, reports_to: str = "") -> Person:
    return Person(
        person=name,
        name=f"{name.title()} Doe",
        email=f"{name}@example.org",
        timezone="UTC",
        capacity=capacity,
        reports_to=reports_to,
    )


ROSTER = Roster(
    [
        person("ana", capacity=1),
        person("ben", capacity=0),
        person("cem"),
        person("dia", reports_to="cem"),
        person("eli", reports_to="CEM@example.org"),
        person("flo", reports_to="boss@example.org"),
    ]
)


def read(*rows: tuple[str, str]) -> tuple[tuple[Pair, ...], list[str]]:
    numbered = [
        (line, {"mentee": mentee, "mentor": mentor})
        for line, (mentee, mentor) in enumerate(rows, 2)
    ]
    found, problems = pairs.read("pairs.csv", numbered, ROSTER, "spring")
    return found, [str(problem) for problem in problems]


def test_a_pair_is_named_by_its_cohort_and_the_ids_of_its_people() -> None:
    found, problems = read(("flo@example.org", "cem"))
    assert problems == []
    assert [pair.id for pair in found] == [pair_id("spring", "flo", "cem")] == ["spring-flo-cem"]
    assert (found[0].mentee.person, found[0].mentor.person) == ("flo", "cem")


def test_a_note_comes_along() -> None:
    rows = [(2, {"mentee": "flo", "mentor": "cem", "note": " both \n sail "})]
    found, _ = pairs.read("pairs.csv", rows, ROSTER, "spring")
    assert found[0].note == "both sail"


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([("", "cem")], ["2: `mentee` is empty"]),
        (
            [("zoe", "yan")],
            [
                "2: `mentee`: there is no person `zoe` in the people file",
                "2: `mentor`: there is no person `yan` in the people file",
            ],
        ),
        (
            [("Flo Doe", "cem")],
            ["2: `mentee`: there is no person `Flo Doe` in the people file; did you mean `flo`?"],
        ),
        ([("cem", "cem")], ["2: mentee and mentor are the same person, cem"]),
        (
            [("flo", "cem"), ("flo@example.org", "cem")],
            ["3: flo and cem are a pair already on line 2"],
        ),
        (
            [("dia", "ana"), ("eli", "ana")],
            ["3: ana takes one mentee, and this is number 2"],
        ),
        ([("flo", "ben")], ["2: ben takes no mentee, and this is number 1"]),
        ([("dia", "cem")], ["2: cem is the manager of dia"]),
        ([("eli", "cem")], ["2: cem is the manager of eli"]),
        (
            [("flo", "cem"), ("flo", "ana")],
            ["3: flo has a mentor already: cem, on line 2"],
        ),
    ],
)
def test_a_pair_that_can_not_be_is_reported_with_its_line(
    rows: list[tuple[str, str]], problems: list[str]
) -> None:
    assert read(*rows)[1] == [f"pairs.csv:{problem}" for problem in problems]


def test_a_pair_written_twice_takes_its_mentor_only_once() -> None:
    assert len(read(("flo", "ana"), ("flo", "ana"))[1]) == 1


def test_two_people_may_mentor_each_other() -> None:
    assert read(("flo", "cem"), ("cem", "flo"))[1] == []


def test_two_pairs_whose_names_come_out_the_same_are_reported() -> None:
    people = Roster([person("a-b"), person("c"), person("a"), person("b-c")])
    rows = [(2, {"mentee": "a-b", "mentor": "c"}), (3, {"mentee": "a", "mentor": "b-c"})]
    _, problems = pairs.read("pairs.csv", rows, people, "x")
    assert [str(problem) for problem in problems] == [
        "pairs.csv:3: this pair gets the same name as that on line 2: x-a-b-c"
    ]


def test_without_a_roster_to_trust_only_the_rows_themselves_are_judged() -> None:
    rows = [(2, {"mentee": "x", "mentor": "x"}), (3, {"mentee": "y", "mentor": ""})]
    _, problems = pairs.read("pairs.csv", rows, None, "spring")
    assert [problem.line for problem in problems] == [2, 3]


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("spring-2027", True),
        ("2", True),
        ("", False),
        ("Spring", False),
        ("-a", False),
        ("a\n", False),
    ],
)
def test_a_cohort_is_named_in_small_letters_digits_and_hyphens(name: str, *, fits: bool) -> None:
    assert is_cohort_name(name) is fits
