"""Meetings: booked at the agreed cadence, reminded of, asked about, and what becomes of them."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import MONDAYS, START, TUESDAYS, Story

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
HANG_ON = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}
"""Silence has no consequences, so that a meeting can be looked at alone."""


def test_the_first_meeting_is_booked_as_soon_as_both_have_signed() -> None:
    story = Story().signed()

    assert story.meeting.start == START + 2 * DAY
    assert story.meeting.end - story.meeting.start == HOUR
    assert story.readers("meeting_invitation") == ["mentee", "mentor"]


def test_the_invitation_is_a_calendar_entry_with_a_stable_uid() -> None:
    story = Story().signed()

    (invitation, _) = story.mail("meeting_invitation")

    assert invitation.meeting is not None
    assert (invitation.meeting.method, invitation.meeting.sequence) == ("REQUEST", 0)
    assert invitation.meeting.uid == "m1-meeting-1@tandem"


def test_meetings_follow_the_cadence_of_the_program() -> None:
    story = Story(**HANG_ON, meetings={"every": "1 week", "length": "30 minutes"}).signed()

    story.passes(weeks=6)

    starts = [event.start for event in story.all(e.MeetingBooked)]
    assert [start - START for start in starts[:4]] == [2 * DAY, WEEK, 2 * WEEK, 3 * WEEK]
    assert {event.end - event.start for event in story.all(e.MeetingBooked)} == {HOUR / 2}


def test_a_rhythm_that_both_expect_replaces_that_of_the_program() -> None:
    story = Story(**HANG_ON).aligned()
    for role in ("mentee", "mentor"):
        story.asks(role, "set_expectations", expectations={"meet_every": "8 weeks"})
        story.asks(role, "sign_agreement")
    story.asks("mentee", "sign_agreement")

    story.passes(weeks=20)

    starts = [event.start - START for event in story.all(e.MeetingBooked)]
    assert starts == [2 * DAY, 8 * WEEK, 16 * WEEK, 24 * WEEK]


def test_a_rhythm_that_only_one_expects_does_not_count() -> None:
    story = Story().aligned()
    story.asks("mentee", "set_expectations", expectations={"meet_every": "8 weeks"})

    assert story.state.cadence == 2 * WEEK


def test_both_are_reminded_as_the_program_says() -> None:
    story = Story(meetings={"remind_before": ["36 hours", "2 hours"]}).signed()
    start = story.meeting.start

    story.lasts_until(start)

    assert story.when(e.MeetingReminded) == [start - 36 * HOUR, start - 2 * HOUR]
    assert [m.facts["before"] for m in story.mail("meeting_reminder")] == ["36 hours"] * 2 + [
        "2 hours"
    ] * 2
    assert all(m.useful_until == start for m in story.mail("meeting_reminder"))


def test_a_reminder_that_comes_after_the_beginning_is_skipped() -> None:
    story = Story().signed()

    facts = story.sleeps(days=2, minutes=30)

    assert facts == ("reminder_skipped", "reminder_skipped")
    assert not story.mail("meeting_reminder")


def test_two_hours_after_the_end_both_are_asked_and_again_after_two_days() -> None:
    story = Story().signed()
    end = story.meeting.end

    story.passes(days=6)

    assert story.when(e.MeetingOutcomeAsked) == [end + 2 * HOUR, end + 2 * HOUR + 2 * DAY]
    assert story.readers("meeting_outcome") == ["mentee", "mentor"] * 2
    assert [m.facts["again"] for m in story.mail("meeting_outcome")] == [False] * 2 + [True] * 2


def test_the_program_says_when_to_ask_and_when_to_give_up() -> None:
    rules = {"ask_outcome_after": "1 hour", "ask_again_after": "1 day", "unknown_after": "3 days"}
    story = Story(meetings=rules).signed()
    asked = story.meeting.end + HOUR

    story.passes(days=8)

    assert story.when(e.MeetingOutcomeAsked) == [asked, asked + DAY]
    assert story.when(e.MeetingUnknown) == [asked + 3 * DAY]


def test_a_meeting_of_the_past_is_never_counted_as_held() -> None:
    story = Story().signed()

    story.passes(days=9)

    assert story.state.meetings[0].status == "unknown"
    assert story.when(e.MeetingUnknown) == [START + 2 * DAY + 3 * HOUR + 5 * DAY]


def test_a_late_answer_still_counts() -> None:
    story = Story().signed()
    story.passes(days=9)

    facts = story.asks("mentor", "record_meeting", meeting=1, held=True)

    assert facts[0] == "meeting_held"
    assert story.state.meetings[0].status == "held"
    assert story.state.contact_at == START + 2 * DAY


def test_a_second_question_that_is_too_late_is_skipped() -> None:
    story = Story().signed()
    story.lasts_until(story.meeting.end + 2 * HOUR)

    facts = story.sleeps(days=6)

    assert facts == ("reminder_skipped", "meeting_unknown")
    assert story.readers("meeting_outcome") == ["mentee", "mentor"]


def test_one_answer_counts_and_the_other_confirms_it() -> None:
    story = Story().signed()
    assert story.meets()[0] == "meeting_held"

    assert story.asks("mentor", "record_meeting", meeting=1, held=True) == ("meeting_confirmed",)
    assert story.asks("mentor", "record_meeting", meeting=1, held=True) == ()
    assert "meeting_outcome_asked" not in story.passes(days=5)


def test_a_disagreement_is_a_signal_and_the_first_answer_counts() -> None:
    story = Story().signed()
    story.meets("mentee")

    facts = story.asks("mentor", "record_meeting", meeting=1, held=False, reason="forgot")

    assert facts == ("meeting_disputed",)
    assert story.state.meetings[0].status == "held"
    assert (
        story.refuses("mentor", "record_meeting", meeting=1, held=True) == "outcome_already_given"
    )


def test_notes_and_action_items_come_with_the_outcome() -> None:
    story = Story().signed()
    item = {"what": "read the report", "who": "mentee", "due": "2026-01-20"}

    facts = story.meets("mentor", notes="a good start", action_items=[item])

    assert facts[:2] == ("meeting_held", "task_added")
    assert story.last(e.MeetingHeld).notes == "a good start"
    assert story.state.tasks[0].who == "mentee"


def test_a_missed_meeting_needs_a_reason() -> None:
    story = Story().signed()
    story.lasts_until(story.meeting.end)

    assert story.refuses("mentee", "record_meeting", held=False) == "reason_missing"
    assert story.asks("mentee", "record_meeting", held=False, reason="mentor_cancelled") == (
        "meeting_missed",
    )


def test_a_meeting_can_be_moved_and_the_calendars_follow() -> None:
    story = Story().signed()
    start = (story.meeting.start + DAY).isoformat()

    assert story.asks("mentor", "move_meeting", start=start) == ("meeting_moved",)
    assert story.asks("mentor", "move_meeting", start=start) == ()

    (update, _) = story.mail("meeting_update")
    assert update.meeting is not None
    assert (update.meeting.sequence, update.meeting.uid) == (1, "m1-meeting-1@tandem")
    assert update.meeting.start == START + 3 * DAY
    story.lasts_until(START + 3 * DAY)
    assert story.when(e.MeetingReminded) == [START + 2 * DAY, START + 3 * DAY - HOUR]


def test_a_meeting_that_was_moved_into_the_next_period_takes_its_place() -> None:
    story = Story().signed()

    story.asks("mentee", "move_meeting", start=(START + 16 * DAY).isoformat())
    story.lasts_until(START + 20 * DAY)

    assert story.meeting.start == START + 4 * WEEK


def test_a_meeting_can_be_cancelled_and_the_next_one_is_booked() -> None:
    story = Story().signed()

    facts = story.asks("mentee", "cancel_meeting", reason="on a trip")

    assert facts == ("meeting_cancelled", "meeting_booked")
    assert story.meeting.start == START + 2 * WEEK
    (gone, _) = story.mail("meeting_cancellation")
    assert gone.meeting is not None
    assert (gone.meeting.method, gone.meeting.sequence) == ("CANCEL", 1)


def test_what_a_person_writes_about_a_cancelled_meeting_is_not_sent_on() -> None:
    story = Story().signed()

    story.asks("mentee", "cancel_meeting", reason="I can't stand it")

    assert {m.facts["reason"] for m in story.mail("meeting_cancellation")} == {""}


def test_a_cancelled_meeting_stays_cancelled() -> None:
    story = Story().signed()
    story.asks("mentee", "cancel_meeting", meeting=1)

    assert story.asks("mentor", "cancel_meeting", meeting=1) == ()
    assert story.refuses("mentor", "record_meeting", meeting=1, held=True) == "no_such_meeting"
    later = (START + 6 * DAY).isoformat()
    assert story.refuses("mentor", "move_meeting", meeting=1, start=later) == "no_such_meeting"


def test_a_rhythm_shorter_than_the_notice_still_brings_meetings() -> None:
    story = Story(**HANG_ON, meetings={"every": "1 day", "notice": "2 days"}).signed()

    story.passes(days=9)

    starts = [event.start - START for event in story.all(e.MeetingBooked)]
    assert starts[:3] == [2 * DAY, 4 * DAY + HOUR, 6 * DAY + 2 * HOUR]


def test_a_period_of_which_too_little_is_left_is_passed_over() -> None:
    nearly_two_weeks = f"{14 * 24 * 60 - 30} minutes"
    story = Story(**HANG_ON, meetings={"notice": nearly_two_weeks}).signed()

    assert story.last(e.ReminderSkipped).what == "booking"
    assert story.state.plan_at == START + 2 * WEEK
    assert not story.mail("meeting_request")


def test_a_pair_without_a_common_slot_is_asked_to_agree_on_a_time_each_period() -> None:
    story = Story((MONDAYS, TUESDAYS), **HANG_ON).signed()

    story.passes(weeks=3)

    assert story.readers("meeting_request") == ["mentee", "mentor"] * 2
    assert story.mail("meeting_request")[0].facts["partner_email"] == "ben@example.org"
    since = [event.since - START for event in story.all(e.SlotNotFound)]
    assert since == [2 * DAY, 2 * WEEK + 2 * DAY]


def test_a_pair_without_a_common_slot_books_for_itself_in_every_period() -> None:
    story = Story((MONDAYS, TUESDAYS), **HANG_ON).signed()
    story.passes(days=1)

    assert story.asks("mentor", "book_meeting", start=(START + 4 * DAY).isoformat()) == (
        "meeting_booked",
    )

    assert story.asks("mentee", "book_meeting", start=(START + 4 * DAY).isoformat()) == ()
    assert story.readers("meeting_invitation") == ["mentee", "mentor"]
    story.passes(weeks=2)
    since = [event.since - START for event in story.all(e.SlotNotFound)]
    assert since == [2 * DAY, 2 * WEEK]


@pytest.mark.parametrize(
    ("by", "command", "data", "code"),
    [
        ("manager", "book_meeting", {"start": "2026-01-09T10:00:00Z"}, "not_allowed"),
        ("mentee", "book_meeting", {"start": "2026-01-09T10:00:00Z"}, "meeting_already_booked"),
        ("mentee", "book_meeting", {"start": "2026-01-01T10:00:00Z"}, "meeting_time_impossible"),
        ("mentee", "book_meeting", {"start": "2027-01-01T10:00:00Z"}, "meeting_time_impossible"),
        ("mentee", "book_meeting", {"start": "2026-01-09T10:00:00"}, "malformed_command"),
        ("mentee", "book_meeting", {"start": "0001-01-01T00:00:00+14:00"}, "malformed_command"),
        ("mentee", "move_meeting", {"start": "2026-01-01T10:00:00Z"}, "meeting_time_impossible"),
        (
            "mentee",
            "move_meeting",
            {"start": "2026-01-09T10:00:00Z", "meeting": 7},
            "no_such_meeting",
        ),
        ("manager", "move_meeting", {"start": "2026-01-09T10:00:00Z"}, "not_allowed"),
        ("mentee", "cancel_meeting", {"meeting": 7}, "no_such_meeting"),
        ("manager", "cancel_meeting", {}, "not_allowed"),
        ("mentee", "record_meeting", {"held": True}, "no_such_meeting"),
        ("mentee", "record_meeting", {"meeting": 1, "held": True}, "meeting_not_begun"),
        ("manager", "record_meeting", {"meeting": 1, "held": True}, "not_allowed"),
    ],
)
def test_what_is_no_way_to_treat_a_meeting_is_refused(
    by: str, command: str, data: dict[str, object], code: str
) -> None:
    assert Story().signed().refuses(by, command, **data) == code


def test_a_meeting_that_has_begun_is_neither_moved_nor_cancelled() -> None:
    story = Story().signed()
    story.lasts_until(story.meeting.start)

    later = (START + 6 * DAY).isoformat()
    assert story.refuses("mentee", "move_meeting", start=later) == "meeting_begun"
    assert story.refuses("mentee", "cancel_meeting") == "meeting_begun"


def test_before_the_start_there_are_no_meetings() -> None:
    story = Story()

    assert story.refuses("mentee", "book_meeting", start="2026-01-09T10:00:00Z") == "wrong_stage"
    assert story.refuses("mentee", "cancel_meeting") == "wrong_stage"


def test_times_are_kept_in_utc_however_they_were_written() -> None:
    story = Story((MONDAYS, TUESDAYS)).signed()

    story.asks("mentee", "book_meeting", start="2026-01-09T10:00:00+02:00")

    assert story.last(e.MeetingBooked).start.isoformat() == "2026-01-09T08:00:00+00:00"


# missed in a row


def test_two_meetings_missed_in_a_row_open_an_episode() -> None:
    story = Story().signed()
    story.misses()

    facts = story.misses("mentor")

    assert facts[:3] == ("meeting_missed", "episode_opened", "rung_taken")
    assert story.episode.trigger == "meetings_missed"
    kinds = [story.facts[version - 1].event.TYPE for version in story.episode.facts]
    assert kinds == ["meeting_missed", "meeting_missed"]


def test_a_meeting_held_in_between_breaks_the_row() -> None:
    story = Story().signed()
    story.misses()
    story.meets()

    story.misses()

    assert not story.state.episodes


def test_a_row_is_counted_in_the_order_of_the_meetings_not_of_the_answers() -> None:
    story = Story(**HANG_ON).signed()
    story.lasts_until(story.meeting.end + 8 * DAY)
    story.meets()
    story.asks("mentee", "record_meeting", meeting=1, held=False, reason="forgot")

    story.misses()

    assert story.state.meetings[0].status == "missed"
    assert not story.state.episodes


def test_a_late_word_that_an_older_meeting_was_held_does_not_end_the_episode() -> None:
    story = Story(**HANG_ON).signed()
    story.lasts_until(story.meeting.end + 8 * DAY)
    story.misses()
    story.misses()

    story.asks("mentee", "record_meeting", meeting=1, held=True)

    assert story.episode.ended is None


def test_the_next_meeting_held_ends_the_episode_of_missed_ones() -> None:
    story = Story().signed()
    story.misses()
    story.misses()

    assert "episode_ended" in story.meets()
    assert story.episode.ended_by == "recovery"


def test_the_program_says_how_many_may_be_missed() -> None:
    story = Story(escalation={"triggers": {"meetings_missed_in_a_row": 1}}).signed()

    story.misses()

    assert story.episode.trigger == "meetings_missed"
    assert story.mail("nudge")[0].facts["why"] == "Your last meeting did not take place."
