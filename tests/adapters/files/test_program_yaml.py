"""Programs as YAML: every mistake with its line, and back again with every default."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.files.program_yaml import dump, read_program
from domain.problems import BadInput

PROGRAM = """\
program: first-steps
version: 1
title: First steps
length: 26 weeks
people:
  manager: {name: Maren Oduya, email: maren@example.org}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_program(text, "p.yaml")
    return str(refused.value).splitlines()


def test_a_program_is_read_with_its_defaults() -> None:
    program = read_program(PROGRAM)
    assert program.length == timedelta(weeks=26)
    assert program.closure.survey == "final"


def test_a_program_is_read_from_a_file_with_or_without_bom(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(PROGRAM.encode("utf-8-sig"))
    assert read_program(path) == read_program(PROGRAM)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "description: \u201eSchön\u201c: yes? no\n",
        "agreement:\n  remind_after: []\nclosure: {follow_up_after: null}\n",
        "escalation: {triggers: {no_contact: null}, ladder: [{rung: default, do: end}]}\n",
    ],
)
def test_a_program_that_is_written_out_reads_back_as_the_same_program(more: str) -> None:
    program = read_program(PROGRAM + more.replace(": yes", " yes"))
    assert read_program(dump(program)) == program


def test_a_program_is_written_out_in_words_with_every_default() -> None:
    written = dump(read_program(PROGRAM))
    assert "length: 26 weeks\n" in written
    assert "remind_after: [4 days, 8 days]\n" in written
    assert "pause: {ask_after: 30 days, end_after: 60 days}\n" in written
    assert "- {rung: default, do: pause}\n" in written


def test_somebody_of_the_people_file_stays_a_reference_until_that_file_is_read() -> None:
    program = read_program(
        PROGRAM.replace("{name: Maren Oduya, email: maren@example.org}", "P001")
    )
    assert "people: {manager: P001," in dump(program)
    assert read_program(dump(program)) == program


def test_a_mistake_is_reported_on_the_line_of_its_key_or_item() -> None:
    text = PROGRAM + (
        "reviews:\n"  # 7
        "  every:\n"
        "    30 weeks\n"
        "escalation:\n"  # 10
        "  ladder:\n"
        "    - {rung: nudge_pair, wait: 5 days}\n"
        "    - rung: default\n"
        "      do: sleep\n"
        "agreemnt: {}\n"
    )
    assert problems(text) == [
        "p.yaml:8: `reviews.every`, 30 weeks, is longer than `length`, 26 weeks",
        "p.yaml:14: `escalation.ladder`, item 2, `do` must be `pause` or `end`, not `sleep`",
        "p.yaml:15: `agreemnt` is not a key of a program; did you mean `agreement`?",
    ]


def test_a_default_that_does_not_fit_is_reported_where_the_other_value_stands() -> None:
    text = PROGRAM.replace("26 weeks", "5 weeks") + "reviews: {every: 6 days}\n"
    (problem,) = problems(text)
    assert problem == (
        "p.yaml:7: `reviews.close_after`, 1 week, is longer than `reviews.every`, 6 days; "
        "that is the default, so set `reviews.close_after` too"
    )


def test_a_missing_key_is_reported_where_it_should_stand() -> None:
    text = PROGRAM.replace("title: First steps\n", "") + "  deputy:\n    name: Luis\n"
    assert problems(text) == [
        "p.yaml:1: `title` is missing",
        "p.yaml:6: `people.deputy`: needs email, or a person of the people file",
    ]


def test_a_key_that_stands_twice_is_an_error_on_its_second_line() -> None:
    assert problems(PROGRAM + "version: 2\n") == [
        "p.yaml:7: `version` stands here twice; the first is on line 2"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: a program is written as keys and values, as in `length: 26 weeks`"),
        ("- program\n", "1: a program is written as keys and values, as in `length: 26 weeks`"),
        ("a: 1\nb: [1, 2\n", "3: this is not YAML: expected ',' or ']', but got '<stream end>'"),
        (
            "a: 1\n\tb: 2\n",
            "2: this is not YAML: found character '\\t' that cannot start any token",
        ),
        ("a: 1\n---\nb: 2\n", "2: this is not YAML: but found another document"),
        ("a: 1\nb: \x07\n", "2: there is a character that YAML does not allow"),
        ("a: &x 1\nb: *x\n", "2: write it out instead of `*x`"),
        ("a: &x\n  - *x\n", "2: write it out instead of `*x`"),
        ("[" * 3000 + "]" * 3000, "1: this is nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_reported_with_its_line(text: str, problem: str) -> None:
    assert problems(text) == [f"p.yaml:{problem}"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("description: !secret x\n", "7: YAML tags such as `!secret` mean nothing here"),
        ("? [a, b]\n: c\n", "7: a key must be a word"),
        ("no: 1\n", "7: `no` is not a key of a program"),
        ("description: 2027-02-31\n", None),
        ("description: 2027-02-28\n", "7: `description` must be text; put it in quotes"),
    ],
)
def test_odd_yaml_is_reported_or_taken_as_text(text: str, problem: str | None) -> None:
    if problem is None:
        assert read_program(PROGRAM + text).description == "2027-02-31"
    else:
        (found,) = problems(PROGRAM + text)
        assert found.startswith(f"p.yaml:{problem}")


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "gone.yaml"
    with pytest.raises(BadInput) as refused:
        read_program(path)
    assert str(refused.value) == f"{path}:1: no such file or directory"


def test_a_file_in_another_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes((PROGRAM + "description: Schön\n").encode("latin-1"))
    with pytest.raises(BadInput) as refused:
        read_program(path)
    assert str(refused.value) == (
        f"{path}:7: this is not UTF-8 text; save the file again as UTF-8"
    )
