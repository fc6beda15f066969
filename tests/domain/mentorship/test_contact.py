"""Contact: the question of informal programs, and silence that lasts too long."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
INFORMAL = {"meetings": {"mode": "informal"}}
PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}


def test_an_informal_program_books_nothing_and_asks_each_period() -> None:
    story = Story(**INFORMAL, **PATIENT).signed()

    story.passes(weeks=7)

    assert not story.all(e.MeetingBooked)
    assert story.when(e.ContactAsked) == [START + n * 2 * WEEK for n in (1, 2, 3)]
    assert story.readers("contact_question") == ["mentee", "mentor"] * 3
    assert story.mail("contact_question")[0].facts["every"] == "2 weeks"


def test_each_question_closes_when_the_next_is_asked() -> None:
    story = Story(**INFORMAL, **PATIENT).signed()
    story.passes(weeks=2)
    story.asks("mentee", "confirm_contact", in_touch=True)

    story.passes(weeks=2)

    assert story.all(e.ContactPeriodClosed) == [
        e.ContactPeriodClosed(period=1, answered=("mentee",))
    ]


def test_one_answer_of_each_counts_once() -> None:
    story = Story(**INFORMAL).signed()
    story.passes(weeks=2)

    assert story.asks("mentee", "confirm_contact", in_touch=True) == ("contact_answered",)
    assert story.asks("mentee", "confirm_contact", in_touch=True) == ()
    assert story.asks("mentor", "confirm_contact", in_touch=False) == ("contact_answered",)
    assert story.refuses("mentee", "confirm_contact", in_touch=False) == "outcome_already_given"
    assert story.state.contact_at == START + 2 * WEEK


def test_nobody_confirms_contact_unasked() -> None:
    story = Story().signed()

    assert story.refuses("mentee", "confirm_contact", in_touch=True) == "not_asked"
    assert story.refuses("manager", "confirm_contact", in_touch=True) == "not_allowed"
    assert Story().refuses("mentee", "confirm_contact", in_touch=True) == "wrong_stage"


def test_the_last_question_closes_with_the_planned_end() -> None:
    story = Story(**INFORMAL, **PATIENT).signed()

    story.passes(weeks=26)

    assert story.all(e.ContactPeriodClosed)[-1].period == 12
    assert story.state.period is None
    assert story.state.stage == "closing"


def test_a_question_that_is_late_beyond_the_end_is_skipped() -> None:
    story = Story(**INFORMAL, **PATIENT).signed()
    story.passes(weeks=21)

    facts = story.sleeps(weeks=6)

    assert "contact_asked" not in facts
    assert "contact" in [event.what for event in story.all(e.ReminderSkipped)]


# silence


def test_silence_of_one_and_a_half_cadences_opens_an_episode() -> None:
    story = Story().signed()

    story.passes(weeks=3)

    (opened,) = story.all(e.EpisodeOpened)
    assert (opened.trigger, opened.facts) == ("no_contact", (1,))
    assert story.when(e.EpisodeOpened) == [START + 3 * WEEK]
    (sentence,) = opened.evidence
    assert sentence == (
        "No contact of Ann and Ben is known since their start on 5 January 2026; "
        "the program allows 3 weeks."
    )
    assert story.mail("nudge")[0].facts["why"].endswith("contact between you for 3 weeks.")


def test_the_program_says_how_much_silence_is_too_much() -> None:
    story = Story(escalation={"triggers": {"no_contact": 3}}).signed()

    story.passes(weeks=6)

    assert story.when(e.EpisodeOpened) == [START + 6 * WEEK]
    assert "the program allows 6 weeks" in story.episode.evidence[0]


def test_a_program_may_not_mind_silence() -> None:
    story = Story(**PATIENT).signed()

    story.passes(weeks=25)

    assert not story.state.episodes


def test_a_meeting_held_is_contact_and_is_named_as_the_fact() -> None:
    story = Story().signed()
    held = story.meeting.start
    story.meets()

    story.passes(weeks=4)

    opened = story.last(e.EpisodeOpened)
    assert story.when(e.EpisodeOpened) == [held + 3 * WEEK]
    assert [story.facts[v - 1].event.TYPE for v in opened.facts] == ["meeting_held"]
    assert "last known contact on 7 January 2026" in opened.evidence[0]


def test_a_rhythm_that_both_agreed_on_gives_more_patience() -> None:
    story = Story().aligned()
    for role in ("mentee", "mentor"):
        story.asks(role, "set_expectations", expectations={"meet_every": "4 weeks"})
    for role in ("mentee", "mentor"):
        story.asks(role, "sign_agreement")

    story.passes(weeks=6)

    assert story.when(e.EpisodeOpened) == [START + 6 * WEEK]


def test_a_contact_named_in_a_review_counts() -> None:
    story = Story().signed()
    story.passes(weeks=4)
    assert story.episode.trigger == "no_contact"

    facts = story.answers("mentor", "review-1", last_contact="2026-01-30")

    assert "episode_ended" in facts
    assert story.episode.ended_by == "recovery"
    assert story.state.contact_at is not None
    assert story.state.contact_at.date().isoformat() == "2026-01-30"


@pytest.mark.parametrize("named", ["2020-02-02", "2026-01-09"])
def test_a_contact_of_long_ago_does_not_end_the_silence(named: str) -> None:
    story = Story().signed()
    story.passes(weeks=4)

    story.answers("mentor", "review-1", last_contact=named)

    assert story.episode.ended is None


def test_a_contact_in_the_future_counts_as_one_of_today() -> None:
    story = Story().signed()
    story.passes(weeks=4)

    story.answers("mentor", "review-1", last_contact="2030-01-01")

    assert story.state.contact_at == story.at


def test_no_as_an_answer_is_no_contact() -> None:
    story = Story(**INFORMAL).signed()
    story.passes(weeks=2)

    story.asks("mentee", "confirm_contact", in_touch=False)

    assert story.state.contact_at is None


def test_a_yes_ends_the_silence_and_nobody_is_nudged_again() -> None:
    story = Story(**INFORMAL).signed()
    story.passes(weeks=3, days=1)
    assert story.readers("nudge") == ["mentee", "mentor"]

    assert "episode_ended" in story.asks("mentor", "confirm_contact", in_touch=True)

    story.passes(weeks=2)
    assert story.readers("nudge") == ["mentee", "mentor"]


def test_silence_counts_anew_from_the_contact_that_ended_it() -> None:
    story = Story(**INFORMAL).signed()
    story.passes(weeks=3, days=1)
    story.asks("mentor", "confirm_contact", in_touch=True)

    story.passes(weeks=3)

    assert story.when(e.EpisodeOpened) == [START + 3 * WEEK, START + 6 * WEEK + DAY]


def test_a_dismissed_silence_counts_anew_from_the_decision() -> None:
    story = Story().signed()
    story.passes(weeks=3, days=2)
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="on a retreat")

    story.passes(weeks=3)

    assert story.when(e.EpisodeOpened) == [START + 3 * WEEK, START + 6 * WEEK + 2 * DAY]
