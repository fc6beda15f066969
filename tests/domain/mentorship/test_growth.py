"""Growth: introductions, stretch challenges, action items and celebrations."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}
DOOR = {"to": "Dana in finance", "kind": "contact"}
CHALLENGE = {"what": "give a talk", "due": "2026-02-10"}


def test_the_mentor_opens_a_door_once_and_the_mentee_is_told() -> None:
    story = Story().signed()

    assert story.asks("mentor", "make_introduction", **DOOR) == ("introduction_made",)
    assert story.asks("mentor", "make_introduction", **DOOR) == ()

    assert story.readers("introduction") == ["mentee"]
    assert story.refuses("mentee", "make_introduction", **DOOR) == "not_allowed"


def test_two_weeks_later_the_mentee_is_asked_what_came_of_it() -> None:
    story = Story(**PATIENT).signed()
    story.asks("mentor", "make_introduction", **DOOR)

    story.passes(weeks=2)

    assert story.when(e.IntroductionFollowedUp) == [START + 2 * WEEK]
    assert story.readers("introduction_follow_up") == ["mentee"]


def test_the_program_says_when_to_ask_and_how_long_to_wait() -> None:
    rules = {"ask_introduction_after": "1 week", "close_introduction_after": "3 weeks"}
    story = Story(**PATIENT, growth=rules).signed()
    story.asks("mentor", "make_introduction", **DOOR)

    story.passes(weeks=4)

    assert story.when(e.IntroductionFollowedUp) == [START + WEEK]
    assert story.when(e.IntroductionLapsed) == [START + 3 * WEEK]


def test_what_came_of_an_introduction_is_noted_and_nobody_asks_any_more() -> None:
    story = Story(**PATIENT).signed()
    story.asks("mentor", "make_introduction", **DOOR)
    outcome = {"introduction": 1, "outcome": "referral"}

    assert story.asks("mentee", "report_introduction", **outcome) == ("introduction_reported",)
    assert story.asks("mentee", "report_introduction", **outcome) == ()

    assert "introduction_followed_up" not in story.passes(weeks=7)
    assert story.refuses("mentor", "report_introduction", **outcome) == "not_allowed"
    missing = outcome | {"introduction": 2}
    assert story.refuses("mentee", "report_introduction", **missing) == "no_such_introduction"


def test_a_question_about_an_introduction_that_comes_too_late_is_skipped() -> None:
    story = Story(**PATIENT).signed()
    story.asks("mentor", "make_introduction", **DOOR)

    story.sleeps(weeks=7)

    assert not story.mail("introduction_follow_up")
    assert story.all(e.IntroductionLapsed)


def test_a_challenge_is_set_once_reminded_of_once_and_done() -> None:
    story = Story(**PATIENT).signed()
    assert story.asks("mentor", "set_challenge", **CHALLENGE) == ("task_added",)
    assert story.asks("mentor", "set_challenge", **CHALLENGE) == ()

    story.passes(weeks=6)

    assert [at.date().isoformat() for at in story.when(e.TaskReminded)] == ["2026-02-08"]
    assert story.readers("task_reminder") == ["mentee"]
    assert story.asks("mentee", "finish_task", task=1) == ("task_done",)
    assert story.asks("mentor", "finish_task", task=1) == ()
    assert story.asks("mentor", "let_go_task", task=1) == ()


def test_the_program_says_when_to_remind_of_a_task_and_when_to_drop_it() -> None:
    rules = {"remind_task_before": "1 week", "drop_task_after": "2 weeks"}
    story = Story(**PATIENT, growth=rules).signed()
    story.asks("mentor", "set_challenge", **CHALLENGE)

    story.passes(weeks=8)

    assert [at.date().isoformat() for at in story.when(e.TaskReminded)] == ["2026-02-03"]
    assert [at.date().isoformat() for at in story.when(e.TaskLetGo)] == ["2026-02-24"]
    assert story.last(e.TaskLetGo).by == "program"


def test_a_task_that_is_due_soon_is_reminded_of_at_once() -> None:
    story = Story().signed()

    facts = story.asks("mentor", "set_challenge", what="call Dana", due="2026-01-06")

    assert facts == ("task_added", "task_reminded")


def test_a_reminder_of_a_task_that_comes_after_its_day_is_skipped() -> None:
    story = Story(**PATIENT).signed()
    story.asks("mentor", "set_challenge", **CHALLENGE)

    story.sleeps(weeks=6)

    assert not story.mail("task_reminder")
    assert story.state.tasks[0].status == "open"


def test_both_may_add_action_items_and_let_them_go() -> None:
    story = Story().signed()
    item = {"what": "send the slides", "who": "mentor", "due": "2026-02-10"}

    assert story.asks("mentee", "add_action_item", **item) == ("task_added",)
    assert story.asks("mentor", "add_action_item", **item) == ()
    assert story.asks("mentor", "let_go_task", task=1) == ("task_let_go",)
    assert story.asks("mentor", "let_go_task", task=1) == ()


@pytest.mark.parametrize(
    ("by", "command", "data", "code"),
    [
        ("mentee", "set_challenge", CHALLENGE, "not_allowed"),
        ("manager", "add_action_item", CHALLENGE | {"who": "mentor"}, "not_allowed"),
        ("mentor", "set_challenge", CHALLENGE | {"due": "2026-01-01"}, "date_in_the_past"),
        ("mentor", "set_challenge", CHALLENGE | {"due": "9999-12-31"}, "date_too_far"),
        ("mentor", "set_challenge", CHALLENGE | {"what": ""}, "malformed_command"),
        ("mentee", "finish_task", {"task": 1}, "no_such_task"),
        ("manager", "finish_task", {"task": 1}, "not_allowed"),
        ("mentee", "let_go_task", {"task": 1}, "no_such_task"),
    ],
)
def test_what_is_no_task_is_refused(
    by: str, command: str, data: dict[str, object], code: str
) -> None:
    assert Story().signed().refuses(by, command, **data) == code


# celebrations


def test_the_first_meeting_is_celebrated_once() -> None:
    story = Story().signed()

    assert "celebrated" in story.meets()
    assert "celebrated" not in story.meets()
    assert story.readers("celebration") == ["mentee", "mentor"]


def test_half_way_is_celebrated_at_half_of_the_length() -> None:
    story = Story(**PATIENT).signed()

    story.passes(weeks=14)

    assert story.when(e.Celebrated) == [START + 13 * WEEK]
    assert story.last(e.Celebrated).what == "half_way"


def test_an_extension_before_half_way_moves_it() -> None:
    story = Story(**PATIENT).signed()
    story.asks("manager", "extend", weeks=10)

    story.passes(weeks=20)

    assert story.when(e.Celebrated) == [START + 18 * WEEK]


def test_an_extension_after_half_way_does_not_celebrate_it_again() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=14)
    story.asks("manager", "extend", weeks=52)

    story.passes(weeks=60)

    assert [event.what for event in story.all(e.Celebrated)] == ["half_way"]


def test_half_way_that_is_late_beyond_the_end_is_skipped() -> None:
    story = Story(**PATIENT).signed()

    story.sleeps(weeks=27)

    assert "half_way" in [event.what for event in story.all(e.ReminderSkipped)]
    assert not story.mail("celebration")


def test_each_goal_attained_is_celebrated_once() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": -1}])
    assert not story.all(e.Celebrated)

    story.answers("mentor", "review-1", goals=[{"goal": "g1", "level": 0}])
    story.passes(weeks=4)
    story.answers("mentee", "review-2", goals=[{"goal": "g1", "level": 2}])

    assert story.all(e.Celebrated) == [e.Celebrated(what="goal_attained", goal="g1")]
    assert story.mail("celebration")[0].facts["goal"] == "Reach g1"
