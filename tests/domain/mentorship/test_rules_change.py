"""Another version of the program under a running pair: what moves, what stays, what is sent."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.mentorship import events as e
from domain.mentorship.commands import Actor
from domain.mentorship.decide import dues
from tests.domain.mentorship.lives import PATIENT
from tests.domain.mentorship.story import START, Story, program

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TWO_NUDGES = [
    {"rung": "nudge_pair", "wait": "5 days"},
    {"rung": "nudge_pair", "wait": "5 days"},
    {"rung": "ask_manager", "wait": "3 days"},
    {"rung": "default", "do": "pause"},
]
ONE_NUDGE = [
    {"rung": "nudge_pair", "wait": "4 days"},
    {"rung": "ask_deputy", "wait": "2 days"},
    {"rung": "default", "do": "end"},
]


def waits(story: Story) -> dict[str, datetime]:
    """What a pair waits for, and until when."""
    return {due.waits_for: due.at for due in dues(story.state)}


def silent(**rules: Any) -> Story:
    """A pair of which nothing was heard since it started, nudged once."""
    story = Story(escalation={"ladder": TWO_NUDGES}, **rules).signed()
    story.passes(weeks=3)
    assert story.episode.rungs == ("nudge_pair",)
    return story


def test_a_pair_follows_the_newer_rules_and_the_record_says_so() -> None:
    story = Story().signed()
    story.actor = Actor(id="clara", name="Clara Brandt", via="console")

    assert story.follows(length="30 weeks") == ("staff_acted", "program_changed")

    changed = story.last(e.ProgramChanged)
    assert (changed.by, changed.previous, changed.program.version) == ("manager", 1, 2)
    assert changed.ends == story.state.ends == START + 30 * WEEK
    assert story.state.program.length == 30 * WEEK


def test_what_the_rules_have_not_changed_stays_where_it_is() -> None:
    story = Story().signed()
    story.passes(weeks=5)
    before = waits(story)

    story.follows(title="Career growth for all")

    assert waits(story) == before


def test_dates_that_lie_ahead_move_by_what_the_rules_have_changed() -> None:
    story = Story().signed()
    story.meets()
    before = story.state

    story.follows(length="28 weeks", reviews={"every": "5 weeks"})

    assert story.state.ends == START + 28 * WEEK
    assert story.state.review_at == START + 5 * WEEK
    assert story.state.half_way_at == START + 14 * WEEK
    assert story.state.notices == (story.state.ends - 30 * DAY, story.state.ends - 14 * DAY)
    assert story.state.silent_at == before.silent_at


def test_a_rhythm_that_changes_moves_the_next_meeting_and_leaves_the_booked_one() -> None:
    story = Story().signed()
    booked, target = story.meeting, story.state.target
    assert target is not None

    story.follows(meetings={"every": "3 weeks", "remind_before": ["2 hours"]})

    assert story.meeting == booked
    assert story.state.target == target + WEEK
    story.meets()
    assert story.meeting.start >= target + WEEK
    assert story.meeting.remind_at == (story.meeting.start - timedelta(hours=2),)


def test_an_open_survey_keeps_the_dates_that_people_were_told() -> None:
    story = Story().signed()
    story.passes(weeks=4, days=1)
    before = story.survey("review-1")

    story.follows(reviews={"close_after": "20 days", "remind_after": ["12 days"]})

    assert story.survey("review-1") == before


def test_a_longer_deadline_for_the_agreement_is_given_to_who_has_not_signed() -> None:
    story = Story()
    story.passes(days=5)

    story.follows(agreement={"remind_after": ["3 days", "10 days"], "due_after": "21 days"})

    assert story.state.agreement.due == START + 21 * DAY
    assert story.state.agreement.remind_at == (START + 10 * DAY,)


def test_a_shorter_deadline_that_has_passed_counts_from_now_and_is_never_later_than_before() -> (
    None
):
    story = Story()
    story.passes(days=10)

    assert story.follows(agreement={"remind_after": [], "due_after": "7 days"}) == (
        "program_changed",
    )

    assert story.state.agreement.due == START + 14 * DAY
    assert story.readers("nudge") == []


def test_a_program_that_gets_shorter_leaves_the_notice_that_it_promises() -> None:
    story = Story(escalation=PATIENT).signed()
    story.passes(weeks=20)
    sent = len(story.messages)

    story.follows(length="8 weeks", escalation=PATIENT)

    assert len(story.messages) == sent
    assert story.state.stage == "active"
    assert story.state.ends == story.at + 31 * DAY
    story.lasts_until(story.state.ends)
    assert story.readers("closing_notice") == ["mentee", "mentor"] * 2


def test_a_program_that_gets_longer_plans_meetings_beyond_the_old_end_in_their_own_time() -> None:
    story = Story(length="7 weeks", meetings={"every": "4 weeks"}, escalation=PATIENT).signed()
    story.meets()
    story.meets()
    target, sent = story.state.target, len(story.messages)
    assert (story.state.target or story.at) >= (story.state.ends or story.at)

    story.follows(length="20 weeks", meetings={"every": "4 weeks"}, escalation=PATIENT)

    assert (len(story.messages), story.state.plan_at) == (sent, target)


def test_moving_never_sends_a_backlog_at_once() -> None:
    story = Story(escalation={"triggers": {"no_contact": None}}, reviews={"every": "8 weeks"})
    story.signed()
    story.passes(weeks=7)
    sent = len(story.messages)

    story.follows(reviews={"every": "1 week", "close_after": "5 days", "remind_after": []})

    assert len(story.messages) == sent
    assert story.state.review_at == START + 8 * WEEK
    assert story.state.silent_at == story.at + 3 * WEEK


def test_dates_of_a_paused_pair_move_while_they_stand_still() -> None:
    story = Story().signed()
    story.passes(weeks=3)
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=20)

    story.follows(length="27 weeks", pause={"ask_after": "40 days", "end_after": "50 days"})

    paused = story.state.pause
    assert paused is not None
    assert (paused.ask_at, paused.end_at) == (paused.since + 40 * DAY, paused.since + 50 * DAY)
    story.asks("mentee", "resume")
    assert story.state.ends == START + 27 * WEEK + 20 * DAY


def test_a_program_that_books_no_more_asks_when_the_next_meeting_was_due() -> None:
    story = Story().signed()
    target = story.state.target

    story.follows(meetings={"mode": "informal"})

    assert (story.state.period_at, story.state.plan_at) == (target, None)
    assert story.meeting.status == "booked"
    story.asks("mentee", "cancel_meeting")
    assert story.all(e.MeetingBooked)[1:] == []


def test_a_program_that_begins_to_book_plans_when_the_next_question_was_due() -> None:
    story = Story(meetings={"mode": "informal"}).signed()
    story.passes(weeks=2)
    asked = story.state.period_at

    assert story.follows() == ("contact_period_closed", "program_changed")

    assert story.state.plan_at == asked
    assert story.readers("meeting_invitation") == []
    story.passes(weeks=2)
    assert story.readers("meeting_invitation") == ["mentee", "mentor"]


def test_an_open_case_goes_on_where_it_stands_on_a_longer_ladder() -> None:
    story = silent()
    next_at = story.episode.next_at

    story.follows(escalation={"ladder": [TWO_NUDGES[0], *TWO_NUDGES]})

    assert story.episode.next_at == next_at
    story.passes(days=14)
    assert story.episode.rungs == ("nudge_pair", "nudge_pair", "nudge_pair")
    assert [taken.rung for taken in story.all(e.RungTaken)] == [0, 1, 2]


def test_an_open_case_never_repeats_a_number_on_a_shorter_ladder() -> None:
    story = silent()
    story.passes(days=6)
    assert len(story.episode.rungs) == 2

    story.follows(escalation={"ladder": ONE_NUDGE})

    story.passes(days=5)
    assert list(story.episode.rungs) == ["nudge_pair", "nudge_pair", "ask_deputy"]
    assert [taken.rung for taken in story.all(e.RungTaken)] == [0, 1, 2]
    story.passes(days=3)
    assert story.state.outcome == "ended_early"


def test_a_letter_that_was_under_way_still_counts_for_its_rung() -> None:
    story = Story(escalation={"ladder": TWO_NUDGES}).signed()
    story.delivers = False
    story.passes(weeks=3)

    story.follows(escalation={"ladder": ONE_NUDGE})
    story.hears(story.mail("nudge")[0], "delivered")

    assert story.episode.delivered_at == story.at
    assert story.episode.next_at == story.at + 4 * DAY


def test_a_case_whose_rule_is_gone_is_dismissed_and_a_concern_stays() -> None:
    story = silent()
    story.asks("mentee", "raise_concern", text="He is never there.")

    facts = story.follows(escalation={"triggers": {"no_contact": None, "concern": None}})

    assert facts == ("program_changed", "episode_decided", "episode_ended")
    assert story.last(e.EpisodeDecided).note.startswith("Version 2")
    assert [episode.trigger for episode in story.state.open_episodes] == ["concern"]
    assert story.state.silent_at is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 1, "title": "Another"}, "program_not_newer"),
        ({"version": 2, "program": "another"}, "other_program"),
        ({"version": 2, "escalation": {"ladder": ONE_NUDGE[:2]}}, "malformed_command"),
    ],
)
def test_what_is_no_newer_version_of_the_program_is_refused(
    changes: dict[str, Any], code: str
) -> None:
    wish = program(**changes).model_dump(mode="json")

    assert Story().refuses("manager", "change_program", program=wish) == code
    assert Story().refuses("mentee", "change_program", program=wish) == "not_allowed"


def test_people_of_the_program_without_an_address_are_refused() -> None:
    wish = program(version=2).model_dump(mode="json")
    wish["people"]["sponsor"] = "P009"

    assert Story().refuses("manager", "change_program", program=wish) == "malformed_command"


def test_a_closed_pair_is_left_alone() -> None:
    story = Story().signed()
    story.asks("manager", "end", reason="other")

    wish = program(version=2).model_dump(mode="json")

    assert story.refuses("manager", "change_program", program=wish) == "mentorship_closed"
