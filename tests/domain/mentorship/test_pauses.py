"""Pauses: every timer stops, and every later date moves by the length of the pause."""

from datetime import datetime, timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story, goal

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def dates(story: Story) -> dict[str, datetime | None]:
    """The dates of a mentorship that a pause must move."""
    state = story.state
    return {
        "ends": state.ends,
        "closes": state.closes,
        "review": state.review_at,
        "half-way": state.half_way_at,
        "silence": state.silent_at,
        "period": state.period_at,
        "deadline": state.agreement.due,
        "proposal": state.agreement.proposal.lapses if state.agreement.proposal else None,
        "extension": state.extension.lapses if state.extension else None,
        **{f"notice {n}": at for n, at in enumerate(state.notices)},
        **{f"reminder {n}": at for n, at in enumerate(state.agreement.remind_at)},
        **{f"{s.id} closes": s.closes for s in state.surveys if s.open},
        **{f"{s.id} reminder {n}": at for s in state.surveys for n, at in enumerate(s.remind_at)},
        **{f"introduction {i.number}": i.ask_at for i in state.introductions},
        **{f"introduction {i.number} lapses": i.close_at for i in state.introductions},
        **{f"task {t.number}": t.remind_at for t in state.tasks},
        **{f"task {t.number} is dropped": t.drop_at for t in state.tasks},
        **{
            f"meeting {m.number} is asked about": m.ask_at for m in state.meetings if m.number == 1
        },
        **{f"case {ep.number}": ep.next_at for ep in state.open_episodes},
    }


def moved(before: dict[str, datetime | None], by: timedelta) -> dict[str, datetime | None]:
    """The same dates, later."""
    return {name: at and at + by for name, at in before.items()}


def busy() -> Story:
    """An active pair with something of everything ahead."""
    story = Story(escalation={"triggers": {"reviews_unanswered_in_a_row": None}}).signed()
    story.meets()
    story.passes(weeks=4)
    story.asks("mentor", "record_meeting", meeting=2, held=True)
    story.asks("mentor", "make_introduction", to="Dana", kind="contact")
    story.asks("mentor", "set_challenge", what="give a talk", due="2026-04-01")
    story.asks("mentor", "change_goals", goals=[goal("g2")])
    story.asks("mentee", "extend", weeks=2)
    story.asks("mentee", "raise_concern", text="Too much work.")
    return story


@pytest.mark.parametrize("length", [timedelta(hours=5), 9 * DAY, timedelta(days=40, seconds=7)])
def test_every_later_date_of_an_active_pair_moves_by_the_length_of_the_pause(
    length: timedelta,
) -> None:
    story = busy()
    before = dates(story)

    story.asks("mentee", "pause", reason="parental leave")
    story.lasts_until(story.at + length)
    story.asks("mentor", "resume")

    assert dates(story) == moved(before, length)
    assert story.last(e.MentorshipResumed).shifted == length.total_seconds()


def test_the_dates_of_an_unsigned_agreement_move_too() -> None:
    story = Story()
    story.passes(days=2)
    before = dates(story)

    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=20)
    story.asks("mentor", "resume")

    assert dates(story) == moved(before, 20 * DAY)
    assert not story.all(e.AgreementReminded)


def test_the_deadline_of_the_closing_moves_too() -> None:
    story = Story().closing()
    story.passes(days=1)
    before = dates(story)

    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=20)
    story.asks("mentor", "resume")

    assert dates(story) == moved(before, 20 * DAY)


def test_the_question_of_an_informal_period_moves_too() -> None:
    story = Story(meetings={"mode": "informal"}).signed()
    story.passes(weeks=2, days=1)
    before = dates(story)
    assert story.state.period is not None
    closes = story.state.period.closes

    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=20)
    story.asks("mentor", "resume")

    assert dates(story) == moved(before, 20 * DAY)
    assert story.state.period.closes == closes + 20 * DAY


def test_while_paused_nothing_comes_due_but_the_pause() -> None:
    story = busy()
    story.asks("mentee", "pause", reason="a sabbatical", resume_on="2026-12-01T09:00:00Z")

    facts = story.lasts_until(START + 300 * DAY)

    assert facts == ()
    assert story.waits_for[0] == "the end of the pause"


def test_meetings_ahead_are_cancelled_and_both_are_told() -> None:
    story = Story().signed()

    facts = story.asks("mentee", "pause", reason="exams")

    assert facts == ("meeting_cancelled", "mentorship_paused")
    assert story.readers("meeting_cancellation") == ["mentee", "mentor"]
    assert story.mail("meeting_cancellation")[0].facts["reason"] == "the mentorship is paused"
    assert story.readers("pause_notice") == ["mentee", "mentor"]
    assert "reason" not in story.mail("pause_notice")[0].facts


def test_meetings_are_booked_again_on_return() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=10)

    assert story.asks("mentee", "resume") == ("mentorship_resumed", "meeting_booked")

    assert story.meeting.start == story.at + 2 * DAY
    assert story.readers("resume_notice") == ["mentee", "mentor"]
    assert story.mail("resume_notice")[0].facts["shifted"] == "10 days"


def test_a_meeting_that_was_over_is_asked_about_after_the_pause() -> None:
    story = Story().signed()
    end = story.meeting.end
    story.lasts_until(end)
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=10)
    story.asks("mentee", "resume")

    story.passes(hours=2)

    assert story.when(e.MeetingOutcomeAsked) == [end + timedelta(days=10, hours=2)]


def test_the_day_of_a_task_moves_with_its_reminder() -> None:
    story = Story().signed()
    story.asks("mentor", "set_challenge", what="give a talk", due="2026-01-20")
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=30)
    story.asks("mentee", "resume")

    assert story.state.tasks[0].due.isoformat() == "2026-02-19"
    assert "task_reminded" in story.passes(days=14)


@pytest.mark.parametrize("by", ["mentee", "mentor", "manager", "deputy"])
def test_either_of_the_two_and_the_program_may_pause_and_resume(by: str) -> None:
    story = Story().signed()

    assert story.asks(by, "pause", reason="a trip")[-1] == "mentorship_paused"
    assert story.asks(by, "pause", reason="another trip") == ()
    assert story.asks(by, "resume")[0] == "mentorship_resumed"
    assert story.asks(by, "resume") == ()


def test_on_the_day_of_return_the_mentorship_goes_on_by_itself() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip", resume_on="2026-02-05T09:00:00Z")

    story.passes(days=40)

    assert [at.date().isoformat() for at in story.when(e.MentorshipResumed)] == ["2026-02-05"]
    assert story.last(e.MentorshipResumed).by == "program"
    assert not story.all(e.PauseQuestioned)


def test_a_return_that_is_noticed_late_moves_the_dates_by_the_real_pause() -> None:
    story = Story().signed()
    ends = story.state.ends
    story.asks("mentee", "pause", reason="a trip", resume_on="2026-02-05T09:00:00Z")
    story.at += 50 * DAY

    facts = story.asks("mentor", "resume")

    assert facts[0] == "mentorship_resumed"
    assert story.last(e.MentorshipResumed).by == "program"
    assert ends is not None
    assert story.state.ends == ends + 50 * DAY


def test_a_pause_without_a_date_is_asked_about_and_ends_the_mentorship_in_the_end() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")

    story.passes(days=60)

    assert story.when(e.PauseQuestioned) == [START + 30 * DAY]
    assert story.readers("pause_question") == ["mentee", "mentor"]
    assert story.mail("pause_question")[0].facts["ends_on"] == (START + 60 * DAY).isoformat()
    assert story.when(e.MentorshipClosed) == [START + 60 * DAY]
    assert (story.state.outcome, story.state.reason) == ("ended_early", "paused_too_long")


def test_the_program_says_when_to_ask_about_a_pause_and_when_to_end_it() -> None:
    story = Story(pause={"ask_after": "10 days", "end_after": "15 days"}).signed()
    story.asks("mentee", "pause", reason="a trip")

    story.passes(days=20)

    assert story.when(e.PauseQuestioned) == [START + 10 * DAY]
    assert story.when(e.MentorshipClosed) == [START + 15 * DAY]
    assert story.mail("pause_notice")[0].facts["ask_after"] == "10 days"
    assert story.mail("pause_notice")[0].facts["end_after"] == "15 days"


def test_a_question_about_a_pause_that_is_over_is_skipped() -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")

    facts = story.sleeps(days=61)

    assert facts == ("reminder_skipped", "mentorship_closed")


def test_stall_cases_end_with_the_pause_and_count_anew_after_it() -> None:
    story = Story().signed()
    story.passes(weeks=3)
    assert story.episode.trigger == "no_contact"

    story.asks("mentor", "pause", reason="a trip")
    assert story.episode.ended_by == "pause"
    story.passes(days=10)
    story.asks("mentor", "resume")
    resumed = story.at
    story.passes(weeks=3)

    assert story.when(e.EpisodeOpened)[1:] == [resumed + 3 * WEEK]


def test_an_overdue_agreement_gets_a_new_deadline_after_a_pause() -> None:
    story = Story()
    story.passes(days=15)
    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=10)
    story.asks("mentor", "resume")

    assert story.state.agreement.due == story.at + 14 * DAY


def test_a_concern_stays_with_the_manager_through_a_pause_and_its_ladder_waits() -> None:
    story = Story().signed()
    story.asks("mentee", "raise_concern", text="He shouts.")
    next_at = story.episode.next_at
    assert next_at is not None

    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=10)
    assert story.episode.ended is None
    story.asks("mentor", "resume")

    assert story.episode.next_at == next_at + 10 * DAY


def test_a_concern_raised_during_a_pause_climbs_its_ladder_at_once() -> None:
    story = Story().signed()
    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=10)
    story.asks("mentee", "raise_concern", text="He shouts.")
    raised = story.at

    story.passes(days=4)

    assert story.when(e.RungTaken) == [raised, raised + 3 * DAY]
    assert story.readers("deputy_task") == ["deputy"]


def test_a_case_from_a_pause_keeps_its_dates_on_return_and_stops_in_the_next_pause() -> None:
    story = Story().signed()
    story.asks("mentor", "pause", reason="a trip")
    story.asks("mentee", "raise_concern", text="He shouts.")
    next_at = story.episode.next_at
    story.passes(days=1)
    story.asks("mentor", "resume")
    assert story.episode.next_at == next_at

    story.asks("mentor", "pause", reason="another trip")
    story.passes(days=5)
    story.asks("mentor", "resume")

    assert next_at is not None
    assert story.episode.next_at == next_at + 5 * DAY


def test_what_the_manager_decides_during_a_pause_runs_during_the_pause() -> None:
    story = Story().signed()
    story.asks("mentee", "raise_concern", text="He shouts.")
    story.asks("mentor", "pause", reason="a trip")
    story.passes(days=10)
    story.asks("manager", "decide_episode", episode=1, decision="snooze")
    until = story.at + 3 * DAY
    story.passes(days=1)
    story.asks("mentor", "resume")

    assert story.episode.next_at == until


@pytest.mark.parametrize(
    ("by", "data", "code"),
    [
        ("mentee", {"reason": ""}, "malformed_command"),
        ("mentee", {"reason": "x", "resume_on": "2026-01-01T00:00:00Z"}, "date_in_the_past"),
        ("mentee", {"reason": "x", "resume_on": "9000-01-01T00:00:00Z"}, "date_too_far"),
        ("mentee", {"reason": "x", "resume_on": "2027-01-01"}, "malformed_command"),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused(
    by: str, data: dict[str, object], code: str
) -> None:
    assert Story().signed().refuses(by, "pause", **data) == code


@pytest.mark.parametrize(
    ("by", "command", "data"),
    [
        ("mentee", "book_meeting", {"start": "2026-01-09T10:00:00Z"}),
        ("mentee", "record_meeting", {"held": True}),
        ("mentor", "make_introduction", {"to": "Dana", "kind": "contact"}),
        ("manager", "extend", {"weeks": 2}),
        ("mentee", "change_goals", {"goals": []}),
    ],
)
def test_while_paused_the_work_rests(by: str, command: str, data: dict[str, object]) -> None:
    story = Story().signed()
    story.asks("mentee", "pause", reason="a trip")

    assert story.refuses(by, command, **data) == "mentorship_paused"


def test_a_closed_mentorship_is_neither_paused_nor_resumed() -> None:
    story = Story().signed()
    story.asks("mentee", "end", reason="other")

    assert story.refuses("mentee", "pause", reason="a trip") == "mentorship_closed"
    assert story.refuses("mentee", "resume") == "mentorship_closed"
