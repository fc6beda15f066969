"""Reviews and fit checks: opened, reminded of, answered, closed with whatever has come."""

from datetime import timedelta

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
PATIENT = {"escalation": {"triggers": {"no_contact": None}}}
SLOW = {
    "triggers": {"no_contact": None},
    "ladder": [{"rung": "ask_manager", "wait": "60 days"}, {"rung": "default", "do": "end"}],
}


def test_a_review_opens_for_both_every_four_weeks() -> None:
    story = Story(
        escalation={"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}
    )
    story.signed()

    story.passes(weeks=13)

    assert story.when(e.SurveyOpened) == [START + n * 4 * WEEK for n in (1, 2, 3)]
    assert story.readers("review") == ["mentee", "mentor"] * 3


def test_an_open_review_is_reminded_of_twice_and_closes_with_what_has_come() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1")

    story.passes(weeks=1)

    opened = START + 4 * WEEK
    assert story.when(e.SurveyReminded) == [opened + 2 * DAY, opened + 5 * DAY]
    assert story.readers("review_reminder") == ["mentor", "mentor"]
    assert story.all(e.SurveyClosed) == [e.SurveyClosed(survey="review-1", missing=("mentor",))]


def test_the_dates_of_reviews_come_from_the_program() -> None:
    rules = {"every": "3 weeks", "remind_after": ["1 day"], "close_after": "3 days"}
    story = Story(**PATIENT, reviews=rules).signed()

    story.passes(weeks=4)

    opened = START + 3 * WEEK
    assert story.when(e.SurveyOpened) == [opened]
    assert story.when(e.SurveyReminded) == [opened + DAY]
    assert story.when(e.SurveyClosed) == [opened + 3 * DAY]
    assert story.mail("review")[0].facts["closes"] == (opened + 3 * DAY).isoformat()


def test_a_review_that_both_have_answered_closes_at_once() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)
    assert story.answers("mentee", "review-1") == ("survey_answered",)

    assert story.answers("mentor", "review-1") == ("survey_answered", "survey_closed")

    assert story.passes(weeks=2).count("survey_reminded") == 0


def test_an_answer_is_given_once() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=9)

    assert story.answers("mentee", "review-1", satisfaction=2) == ()
    assert story.state.satisfaction == {"mentee": 9}


def test_answers_that_do_not_fit_are_refused_with_every_problem() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)

    wrong = {"satisfaction": 11, "mood": "fine"}
    assert story.refuses("mentee", "answer_survey", survey="review-1", answers=wrong) == (
        "malformed_command"
    )


def test_a_survey_that_is_not_there_is_refused() -> None:
    story = Story().signed()

    given = {"survey": "review-9", "answers": {"satisfaction": 8}}
    assert story.refuses("mentee", "answer_survey", **given) == "no_such_survey"
    assert story.refuses("manager", "answer_survey", **given) == "not_allowed"


def test_an_answer_after_the_deadline_is_refused() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=5, days=1)

    given = {"survey": "review-1", "answers": {"satisfaction": 8}}
    assert story.refuses("mentee", "answer_survey", **given) == "survey_closed"


def test_whoever_is_nudged_for_unanswered_reviews_may_still_answer_the_last_one() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=9, days=1)
    assert story.episode.trigger == "reviews_unanswered"
    given = {"survey": "review-1", "answers": {"satisfaction": 8}}
    assert story.refuses("mentee", "answer_survey", **given) == "survey_closed"
    late = given | {"survey": "review-2"}
    assert story.refuses("mentor", "answer_survey", **late) == "survey_closed"

    facts = story.asks("mentee", "answer_survey", **late)

    assert facts == ("survey_answered", "episode_ended")
    assert story.asks("mentee", "answer_survey", **late) == ()


def test_two_reviews_unanswered_by_one_person_open_an_episode_about_that_person() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1")
    story.passes(weeks=4)
    story.answers("mentee", "review-2")

    story.passes(weeks=1)

    assert (story.episode.trigger, story.episode.about) == ("reviews_unanswered", "mentor")
    assert story.episode.evidence == ("Ben has left 2 reviews in a row unanswered.",)
    assert [story.facts[v - 1].event.TYPE for v in story.episode.facts] == ["survey_closed"] * 2
    assert story.readers("nudge") == ["mentor"]


def test_an_answer_in_between_breaks_the_row() -> None:
    story = Story(**PATIENT).signed()
    for name in ("review-1", "review-2", "review-3"):
        story.passes(weeks=4)
        story.answers("mentee", name)
        if name == "review-2":
            story.answers("mentor", name)

    story.passes(weeks=1)

    assert not story.state.episodes


def test_an_answer_to_the_next_review_ends_the_episode() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=9)
    story.asks("manager", "decide_episode", episode=1, decision="log_call", note="will answer")
    story.passes(weeks=1)
    assert story.episode.ended is None
    story.asks("mentee", "answer_survey", survey="review-2", answers={"satisfaction": 7})

    assert story.episode.ended_by == "recovery"


def test_a_late_review_opens_once_not_once_for_each_date_that_passed() -> None:
    story = Story(**PATIENT).signed()

    facts = story.sleeps(weeks=13)

    assert facts.count("survey_opened") == 1
    assert story.survey("review-1").closes == story.at + WEEK
    assert story.state.review_at == START + 16 * WEEK


def test_a_review_that_is_late_beyond_the_planned_end_is_skipped() -> None:
    story = Story(**PATIENT).signed()

    story.sleeps(weeks=27)

    assert {s.kind for s in story.state.surveys} == {"final"}
    assert "review" in [event.what for event in story.all(e.ReminderSkipped)]


def test_wishes_to_change_a_goal_are_told_to_both() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)

    story.answers("mentor", "review-1", goals=[{"goal": "g1", "level": 0, "relevance": "drop"}])

    assert story.readers("goal_change") == ["mentee", "mentor"]
    assert story.mail("goal_change")[0].facts["goals"] == ["Reach g1"]


def test_progress_is_kept_as_each_of_them_sees_it() -> None:
    story = Story(**PATIENT).signed()
    story.passes(weeks=4)

    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": -1}])
    story.answers("mentor", "review-1", goals=[{"goal": "g1", "level": 1}])

    assert story.state.levels == {"g1": {"mentee": -1, "mentor": 1}}
