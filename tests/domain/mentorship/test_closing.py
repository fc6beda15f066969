"""Closing: notices, the final assessment, the checklist and the certificate."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from domain.mentorship.closure import CHECKLIST
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
END = START + 26 * WEEK
PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}
GATE = {"closure": {"certificate": {"meetings_held_at_least": 2, "reviews_answered_at_least": 1}}}


def goodbye(story: Story) -> None:
    """Everything on the checklist is done."""
    for item in CHECKLIST:
        story.asks("mentee", "tick_checklist", item=item)


def test_notice_of_the_planned_end_is_given_twice() -> None:
    story = Story(**PATIENT).signed()

    story.passes(weeks=26)

    assert story.when(e.ClosingNoticed) == [END - 30 * DAY, END - 14 * DAY]
    assert [m.facts["before"] for m in story.mail("closing_notice")] == ["30 days"] * 2 + [
        "2 weeks"
    ] * 2


def test_the_program_says_when_to_give_notice() -> None:
    story = Story(**PATIENT, closure={"notice_before": ["3 weeks"]}).signed()

    story.passes(weeks=26)

    assert story.when(e.ClosingNoticed) == [END - 3 * WEEK]


def test_a_notice_that_is_late_beyond_the_next_is_skipped() -> None:
    story = Story(**PATIENT).signed()
    story.lasts_until(END - 31 * DAY)

    facts = story.sleeps(days=20)

    assert facts.count("closing_noticed") == 1
    assert "closing" in [event.what for event in story.all(e.ReminderSkipped)]


def test_at_the_planned_end_both_get_the_final_assessment() -> None:
    story = Story(**PATIENT).signed()

    facts = story.passes(weeks=26)

    assert facts[-2:] == ("closing_began", "survey_opened")
    assert story.state.stage == "closing"
    assert story.state.closes == END + 14 * DAY
    assert story.readers("final_assessment") == ["mentee", "mentor"]
    assert story.mail("final_assessment")[0].facts["checklist"] == list(CHECKLIST.values())
    assert story.survey("final").closes == story.state.closes


def test_in_the_closing_no_more_meetings_are_booked() -> None:
    story = Story(**PATIENT).signed()

    story.ends()

    assert max(meeting.start for meeting in story.state.meetings) < END
    assert "booked" not in [meeting.status for meeting in story.state.meetings]


def test_at_the_deadline_the_mentorship_closes_with_what_there_is() -> None:
    story = Story(**PATIENT).signed()

    story.ends()

    assert story.when(e.MentorshipClosed) == [END + 14 * DAY]
    assert (story.state.outcome, story.state.reason) == ("completed", "planned_end")
    assert story.readers("farewell") == ["mentee", "mentor"]
    assert story.all(e.Celebrated)[-1].what == "completion"


def test_the_deadline_of_the_closing_comes_from_the_program() -> None:
    story = Story(**PATIENT, closure={"close_after": "3 weeks"}).signed()

    story.ends()

    assert story.when(e.MentorshipClosed) == [END + 3 * WEEK]


def test_who_has_answered_and_done_everything_closes_before_the_deadline() -> None:
    story = Story().closing()
    story.answers("mentee", "final")
    goodbye(story)
    assert story.state.stage == "closing"

    facts = story.answers("mentor", "final")

    assert facts[-1] == "mentorship_closed"
    assert story.state.outcome == "completed"


def test_the_last_item_of_the_checklist_closes_too() -> None:
    story = Story().closing()
    story.answers("mentee", "final")
    story.answers("mentor", "final")

    goodbye(story)

    assert story.state.stage == "closed"


def test_a_concern_in_the_last_answer_keeps_the_mentorship_open_until_the_deadline() -> None:
    story = Story().closing()
    story.answers("mentee", "final")
    goodbye(story)

    facts = story.answers("mentor", "final", concerns="She was never prepared.")

    assert "episode_opened" in facts
    assert story.state.stage == "closing"
    assert story.readers("manager_task") == ["manager"]
    story.ends()
    assert story.state.outcome == "completed"


def test_an_item_of_the_checklist_is_ticked_once() -> None:
    story = Story().closing()

    assert story.asks("mentee", "tick_checklist", item="thanks") == ("checklist_ticked",)
    assert story.asks("mentor", "tick_checklist", item="thanks") == ()
    assert story.refuses("mentee", "tick_checklist", item="cake") == "unknown_checklist_item"
    assert story.refuses("manager", "tick_checklist", item="thanks") == "not_allowed"
    assert Story().signed().refuses("mentee", "tick_checklist", item="thanks") == "wrong_stage"


# the certificate


def test_a_certificate_is_awarded_where_the_gate_of_the_program_is_met() -> None:
    story = Story(**GATE).closing()

    story.ends()

    assert story.state.certified
    awarded = story.last(e.CertificateAwarded)
    assert awarded.meetings_held == sum(m.status == "held" for m in story.state.meetings)
    assert story.readers("certificate") == ["mentee", "mentor"]


@pytest.mark.parametrize(
    "gate",
    [
        None,
        {"meetings_held_at_least": 2, "reviews_answered_at_least": 0},
        {"meetings_held_at_least": 0, "reviews_answered_at_least": 1},
    ],
)
def test_without_what_the_gate_asks_for_there_is_no_certificate(gate: object) -> None:
    story = Story(**PATIENT, closure={"certificate": gate}).signed()
    story.meets()

    story.ends()

    assert not story.mail("certificate")


def test_periods_with_contact_count_for_the_certificate_of_an_informal_program() -> None:
    story = Story(**GATE, meetings={"mode": "informal"}).signed()
    for week in range(2, 26, 2):
        story.lasts_until(START + week * WEEK)
        story.asks("mentee", "confirm_contact", in_touch=True)
        story.asks("mentor", "confirm_contact", in_touch=True)
        for survey in story.state.surveys:
            if survey.open:
                story.answers("mentee", survey.id)
                story.answers("mentor", survey.id)

    story.ends()

    assert story.last(e.CertificateAwarded).meetings_held == 12
