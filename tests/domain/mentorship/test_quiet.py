"""Quiet hours: which letters wait for their reader's working hours, and which are overtaken."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.mentorship.messages import Message
from domain.mentorship.quiet import goes_at, is_overtaken, never_waits
from tests.domain.mentorship.story import START, Story

HOURS: dict[str, Any] = {"working_hours": {}}
MONDAY, DAY = START.replace(hour=8), timedelta(days=1)
SATURDAY = MONDAY + 5 * DAY


def letter(story: Story, kind: str) -> Message:
    """The newest letter of a kind."""
    return story.mail(kind)[-1]


def when(story: Story, kind: str) -> datetime:
    """When it may go out."""
    message = letter(story, kind)
    return goes_at(story.state, message, message.at)


def test_a_reminder_of_saturday_waits_until_monday() -> None:
    story = Story(agreement={"remind_after": ["5 days"]}, **HOURS)
    story.passes(days=6)

    assert letter(story, "agreement_reminder").at == SATURDAY + timedelta(hours=1)
    assert when(story, "agreement_reminder") == MONDAY + 7 * DAY


def test_a_program_without_working_hours_keeps_nobody_waiting() -> None:
    story = Story(agreement={"remind_after": ["5 days"]})
    story.passes(days=6)

    assert when(story, "agreement_reminder") == letter(story, "agreement_reminder").at


def test_a_link_that_somebody_asks_for_and_calendars_never_wait() -> None:
    story = Story(**HOURS).signed()
    story.lasts_until(SATURDAY)
    story.asks("mentee", "send_link")
    story.asks("mentee", "move_meeting", start=(story.at + 3 * DAY).isoformat())

    for kind in ("personal_link", "meeting_update"):
        assert when(story, kind) == SATURDAY


def test_a_concern_reaches_the_manager_at_any_hour_and_other_cases_in_the_morning() -> None:
    story = Story(**HOURS).signed()
    story.meets()
    story.lasts_until(SATURDAY)
    story.asks("mentee", "answer_survey", survey="fit-1", answers={"fit": "not_good"})
    assert when(story, "manager_task") == MONDAY + 7 * DAY

    story.asks("mentor", "raise_concern", text="This is not right.")

    assert never_waits(letter(story, "manager_task"))
    assert when(story, "manager_task") == SATURDAY


def test_a_rung_counts_from_the_morning_on_which_its_letter_can_be_read() -> None:
    ladder = [
        {"rung": "nudge_pair", "wait": "1 day"},
        {"rung": "ask_manager", "wait": "1 day"},
        {"rung": "default", "do": "end"},
    ]
    story = Story(agreement={"due_after": "12 days"}, escalation={"ladder": ladder}, **HOURS)
    story.delivers = False

    story.lasts_until(SATURDAY + 7 * DAY + timedelta(hours=2))

    assert story.episode.taken_at == SATURDAY + 7 * DAY + timedelta(hours=1)
    assert story.episode.next_at == MONDAY + 15 * DAY
    story.lasts_until(MONDAY + 14 * DAY)
    for nudge in story.mail("nudge"):
        story.hears(nudge, "delivered")
    assert story.episode.next_at == MONDAY + 15 * DAY


def test_what_was_done_while_a_letter_waited_is_not_asked_for_any_more() -> None:
    story = Story(agreement={"remind_after": ["5 days"]}, **HOURS)
    story.passes(days=6)
    reminders = story.mail("agreement_reminder")
    assert [is_overtaken(story.state, one) for one in reminders] == [False, False]

    story.aligned().asks("mentee", "sign_agreement")

    assert [is_overtaken(story.state, one) for one in reminders] == [True, False]


def test_an_answered_survey_and_a_recorded_meeting_are_not_asked_for_any_more() -> None:
    story = Story(**HOURS).signed()
    story.lasts_until(story.meeting.end + timedelta(hours=3))
    asked = story.mail("meeting_outcome")
    story.asks("mentee", "record_meeting", held=True)
    story.answers("mentor", "fit-1")

    assert [is_overtaken(story.state, one) for one in asked] == [True, False]
    assert [is_overtaken(story.state, one) for one in story.mail("fit_check")] == [False, True]


def test_a_pair_that_has_closed_is_told_so_and_asked_nothing_from_before() -> None:
    story = Story(**HOURS).signed()
    story.passes(weeks=4)
    story.asks("manager", "end", reason="other")

    assert all(is_overtaken(story.state, one) for one in story.mail("review"))
    assert not any(is_overtaken(story.state, one) for one in story.mail("farewell"))


@pytest.mark.parametrize("trigger", ["no_contact", "agreement_overdue"])
def test_a_nudge_is_overtaken_by_the_end_of_its_case(trigger: str) -> None:
    story = Story(**HOURS)
    if trigger == "no_contact":
        story.signed()
    story.passes(weeks=3)
    nudge = story.mail("nudge")[0]
    assert story.episode.trigger == trigger

    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="I called.")

    assert is_overtaken(story.state, nudge)
