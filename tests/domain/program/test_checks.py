"""A program is checked as a whole: every mistake at its path, in words."""

# ruff: noqa: E501  (the sentences stand in tables, one a line)

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.program.checks import check
from domain.program.wording import Path

PROGRAM: dict[str, Any] = {
    "program": "first-steps",
    "version": 1,
    "title": "First steps",
    "length": "26 weeks",
    "people": {"manager": {"name": "Maren Oduya", "email": "maren@example.org"}},
    "agreement": {"remind_after": ["4 days"], "due_after": "14 days"},
    "escalation": {
        "ladder": [{"rung": "nudge_pair", "wait": "5 days"}, {"rung": "default", "do": "end"}]
    },
}
GONE = object()


def changed(path: Path, value: Any) -> dict[str, Any]:
    """The program with something else at a path."""
    program = deepcopy(PROGRAM)
    here: Any = program
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
    if value is GONE:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return program


def complaints(raw: dict[str, Any]) -> list[str]:
    return [mistake.message for mistake in check(raw)[1]]


def test_a_program_without_mistakes_comes_back_with_its_defaults() -> None:
    program, mistakes = check(PROGRAM)
    assert mistakes == []
    assert program is not None
    assert program.agreement.remind_after == (timedelta(days=4),)
    assert program.reviews.every == timedelta(weeks=4)


def test_checking_leaves_what_was_written_as_it_is() -> None:
    raw = deepcopy(PROGRAM)
    check(raw)
    assert raw == PROGRAM


SHAPES: list[tuple[Path, Any, str]] = [
    (("meetings", "evry"), "2 weeks", "`meetings.evry` is not a key of a program; did you mean `every`?"),
    (("pause", "sometimes"), 1, "`pause.sometimes` is not a key of a program; the keys here are ask_after, end_after"),
    (("escalation", "ladder", 0, "wiat"), 1, "`escalation.ladder`, item 1, `wiat` is not a key of a program; did you mean `wait`?"),
    (("title",), GONE, "`title` is missing"),
    (("title",), "", "`title` must not be empty"),
    (("title",), 5, "`title` must be text; put it in quotes if it looks like a number or a date"),
    (("program",), "First Steps", "`program` must be small letters, digits and hyphens, as in career-growth"),
    (("version",), "1", "`version` must be a whole number"),
    (("version",), 0, "`version` must be 1 or more"),
    (("format",), "group", "`format` must be `one_to_one`, `peer` or `reverse`, not `group`"),
    (("agreement",), None, "`agreement` must have keys of its own below it, but nothing stands there"),
    (("agreement", "due_after"), 14, "`agreement.due_after`: write a length of time as in `26 weeks`, `14 days` or `60 minutes`"),
    (("agreement", "remind_after"), "4 days", "`agreement.remind_after` must be a list, as in [4 days, 8 days]"),
    (("agreement", "remind_after"), ["4 days", "8 dayz"], "`agreement.remind_after`, item 2: write a length of time as in `26 weeks`, `14 days` or `60 minutes`"),
    (("meetings", "fit_check"), "yes", "`meetings.fit_check` must be true or false"),
    (("escalation", "triggers", "no_contact"), False, "`escalation.triggers.no_contact` must be a number; write null to switch this trigger off"),
    (("escalation", "triggers", "no_contact"), 0, "`escalation.triggers.no_contact` must be more than 0"),
    (("escalation", "triggers", "no_contact"), float("inf"), "`escalation.triggers.no_contact` must be a number"),
    (("escalation", "triggers", "meetings_missed_in_a_row"), True, "`escalation.triggers.meetings_missed_in_a_row` must be a whole number"),
    (("escalation", "triggers", "satisfaction_at_most"), 11, "`escalation.triggers.satisfaction_at_most` must be 10 or less"),
    (("escalation", "triggers", "fit"), False, "`escalation.triggers.fit` must be `not_good`, not `false`"),
    (("escalation", "ladder", 0, "rung"), "nudge_pear", "`escalation.ladder`, item 1, `rung`: there is no rung `nudge_pear`; did you mean `nudge_pair`?"),
    (("escalation", "ladder", 0, "rung"), GONE, "`escalation.ladder`, item 1, `rung` is missing"),
    (("escalation", "ladder", 0, "wait"), GONE, "`escalation.ladder`, item 1, `wait` is missing"),
    (("escalation", "ladder", 1, "do"), "wait", "`escalation.ladder`, item 2, `do` must be `pause` or `end`, not `wait`"),
    (("people", "manager", "email"), "maren at example", "`people.manager.email` must be an e-mail address, as in ines@example.org"),
    (("people", "deputy"), {"name": "Luis"}, "`people.deputy`: needs email, or a person of the people file"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), SHAPES)
def test_a_value_of_a_wrong_shape_is_named_in_words(path: Path, value: Any, message: str) -> None:
    assert complaints(changed(path, value)) == [message]


RULES: list[tuple[Path, Any, str]] = [
    (("length",), "600 weeks", "`length` is longer than ten years"),
    (("meetings", "length"), "0 minutes", "`meetings.length` must be longer than nothing"),
    (("meetings", "every"), "30 weeks", "`meetings.every`, 30 weeks, is longer than `length`, 26 weeks"),
    (("reviews", "every"), "27 weeks", "`reviews.every`, 27 weeks, is longer than `length`, 26 weeks"),
    (("reviews", "close_after"), "5 weeks", "`reviews.close_after`, 5 weeks, is longer than `reviews.every`, 4 weeks"),
    (("meetings", "length"), "3 weeks", "`meetings.length`, 3 weeks, is longer than `meetings.every`, 2 weeks"),
    (("meetings", "ask_outcome_after"), "3 days", "`meetings.ask_outcome_after`, 3 days, must be shorter than `meetings.ask_again_after`, 2 days"),
    (("meetings", "ask_again_after"), "5 days", "`meetings.ask_again_after`, 5 days, must be shorter than `meetings.unknown_after`, 5 days"),
    (("growth", "ask_introduction_after"), "7 weeks", "`growth.ask_introduction_after`, 7 weeks, must be shorter than `growth.close_introduction_after`, 6 weeks"),
    (("pause", "ask_after"), "60 days", "`pause.ask_after`, 60 days, must be shorter than `pause.end_after`, 60 days"),
    (("agreement", "remind_after"), ["4 days", "14 days"], "`agreement.remind_after`: a reminder after 2 weeks comes too late; `agreement.due_after` is 2 weeks"),
    (("reviews", "remind_after"), ["8 days"], "`reviews.remind_after`: a reminder after 8 days comes too late; `reviews.close_after` is 1 week"),
    (("closure", "notice_before"), ["27 weeks"], "`closure.notice_before`, item 1, 27 weeks, is longer than `length`, 26 weeks"),
    (("agreement", "remind_after"), ["8 days", "4 days"], "`agreement.remind_after` must go from the shortest to the longest"),
    (("agreement", "remind_after"), ["4 days", "4 days"], "`agreement.remind_after` names 4 days twice"),
    (("reviews", "remind_after"), ["5 days", "2 days"], "`reviews.remind_after` must go from the shortest to the longest"),
    (("meetings", "remind_before"), ["1 hour", "1 day"], "`meetings.remind_before` must go from the longest to the shortest"),
    (("closure", "notice_before"), ["7 days", "1 week"], "`closure.notice_before` names 1 week twice"),
    (("escalation", "ladder"), [], "`escalation.ladder` must end with a last rung: {rung: default, do: pause} or {rung: default, do: end}"),
    (("escalation", "ladder", 1), GONE, "`escalation.ladder` must end with a last rung: {rung: default, do: pause} or {rung: default, do: end}"),
    (("escalation", "ladder", 0), {"rung": "default", "do": "end"}, "`escalation.ladder`, item 1: `default` must be the last rung, and the only one"),
    (("agreement", "goals"), {"min": 4, "max": 3}, "`agreement.goals.min`, 4, is more than `agreement.goals.max`, 3"),
    (("reviews", "survey"), "puls", "`reviews.survey`: there is no survey `puls`; here it can be `pulse`"),
    (("closure", "survey"), "fit", "`closure.survey`: `fit` is for another moment; here it can be `final`"),
    (("closure", "follow_up_survey"), "final", "`closure.follow_up_survey`: `final` is for another moment; here it can be `follow_up`"),
    (("people", "manager", "timezone"), "Europe/Lisbonn", "`people.manager.timezone`: there is no time zone `Europe/Lisbonn`; did you mean `Europe/Lisbon`?"),
    (("people", "manager", "timezone"), "localtime", "`people.manager.timezone`: there is no time zone `localtime`; write it as in `Europe/Lisbon`"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), RULES)
def test_values_that_contradict_each_other_are_named_with_both(
    path: Path, value: Any, message: str
) -> None:
    assert complaints(changed(path, value)) == [message]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("reviews", "every"), "26 weeks"),
        (("reviews", "close_after"), "4 weeks"),
        (("closure", "notice_before"), []),
        (("escalation", "ladder", 0, "wait"), "0 days"),
        (("escalation", "triggers", "no_contact"), None),
        (("escalation", "triggers", "no_contact"), 2),
        (("closure", "follow_up_after"), None),
        (("people", "deputy"), "P001"),
    ],
)
def test_what_is_just_right_is_no_mistake(path: Path, value: Any) -> None:
    assert complaints(changed(path, value)) == []


def test_a_wrong_shape_does_not_hide_what_else_is_wrong() -> None:
    raw = changed(("version",), "one")
    raw["reviews"] = {"every": "30 weeks", "survye": "pulse"}
    raw["people"]["manager"] |= {"email": "nobody", "timezone": "Mars"}
    del raw["title"]
    assert [mistake.path for mistake in check(raw)[1]] == [
        ("version",),
        ("title",),
        ("people", "manager", "email"),
        ("reviews", "survye"),
        ("reviews", "every"),
        ("people", "manager", "timezone"),
    ]


def test_a_value_that_could_not_be_read_is_not_held_against_its_default() -> None:
    raw = changed(("agreement",), {"remind_after": ["20 days"], "due_after": "thirty days"})
    assert [mistake.path for mistake in check(raw)[1]] == [("agreement", "due_after")]


def test_a_misspelt_key_is_not_held_against_its_default() -> None:
    raw = changed(("agreement",), {"remind_after": ["20 days"], "due_aftr": "30 days"})
    assert [mistake.path for mistake in check(raw)[1]] == [("agreement", "due_aftr")]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
PATHS: list[Path] = [
    ("program",),
    ("people",),
    ("people", "manager"),
    ("people", "manager", "email"),
    ("agreement",),
    ("agreement", "remind_after"),
    ("agreement", "remind_after", 0),
    ("escalation",),
    ("escalation", "ladder"),
    ("escalation", "ladder", 0),
    ("escalation", "ladder", 1, "do"),
    ("length",),
    ("growth",),
    ("nonsense",),
]


@given(st.sampled_from(PATHS), JUNK)
def test_whatever_is_written_there_is_a_program_or_a_mistake_with_words(
    path: Path, junk: Any
) -> None:
    program, mistakes = check(changed(path, junk))
    assert (program is None) == bool(mistakes)
    assert all(mistake.message.startswith("`") for mistake in mistakes)
