"""The survey page: made from the instrument, answered once, private where it says so."""

import re

from domain.surveys.instruments import PULSE
from entrypoints.asking import NoAnswer
from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor

NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def reviewed(stage: Stage) -> str:
    """A review has been asked for; the mentee's link to it."""
    stage.aligns()
    stage.passes(weeks=4)
    return stage.mailed("review", "mentee")


async def test_a_review_is_answered_from_the_link_in_the_mail(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(reviewed(stage))
    assert visitor.page.status_code == 200
    assert "How satisfied are you with this mentorship?" in visitor.text

    await visitor.sends(satisfaction="8", level__g1="1", last_contact="2027-01-28")

    assert "Thank you. Your answers are in." in visitor.text
    (answered,) = (f for f in stage.kept.events.stream(FIRST) if f.type == "survey_answered")
    assert answered.data["by"] == "mentee"
    assert answered.data["answers"] == {
        "satisfaction": 8,
        "last_contact": "2027-01-28",
        "goals": [{"goal": "g1", "level": 1}],
    }


async def test_the_mentor_reads_the_questions_in_the_words_for_mentors(
    stage: Stage, visitor: Visitor
) -> None:
    reviewed(stage)

    await visitor.opens(stage.mailed("review", "mentor"))

    assert "When were you last in touch with your mentee?" in visitor.text
    assert "your mentor?" not in visitor.text


async def test_five_questions_of_a_review_stand_open_and_the_others_wait_folded(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(reviewed(stage))

    at_once, _, folded = visitor.page.text.partition("<details")
    keys = [question.key for question in PULSE.questions]
    open_ = [key for key in keys if f'id="{key}"' in at_once]
    others = [key for key in keys if f'id="{key}"' in folded]

    first = ["satisfaction", "last_contact", "goals", "guidance_responsibilities", "concerns"]
    assert open_ == first
    assert sorted(open_ + others) == sorted(keys)


async def test_a_device_keeps_nothing_of_a_survey_that_only_the_program_reads(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    stage.now = stage.state().meetings[0].end
    stage.asks(FIRST, "mentor", "record_meeting", held=True, meeting=1)

    await visitor.opens(stage.mailed("fit_check", "mentee"))

    assert "Is this a good match?" in visitor.text
    assert "data-keep" not in visitor.page.text
    assert "Saved on this device" not in visitor.page.text


async def test_each_question_says_who_will_read_the_answer(stage: Stage, visitor: Visitor) -> None:
    await visitor.opens(reviewed(stage))
    blocks = re.split(r'(?=<(?:div|fieldset) class="field)', visitor.page.text)

    seen = {
        key: "only" if "seen only" in block else "both"
        for key in ("satisfaction", "concerns", "strengths", "last_contact")
        for block in blocks
        if f'name="{key}"' in block
    }

    assert seen == {
        "satisfaction": "only",
        "concerns": "only",
        "strengths": "both",
        "last_contact": "both",
    }


async def test_what_is_wrong_stands_beside_its_question_and_nothing_typed_is_lost(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(reviewed(stage))

    await visitor.sends(reflection=f"I learned {NASTY}", last_contact="yesterday")

    assert visitor.page.status_code == 422
    assert 'id="satisfaction-wrong">This question needs an answer.' in visitor.page.text
    assert "must be a date" in visitor.text
    assert f"I learned {NASTY}" in visitor.form().fields["reflection"]
    assert "<script>alert" not in visitor.page.text
    assert "<img" not in visitor.page.text
    assert "survey_answered" not in stage.facts()


async def test_a_goal_needs_a_level_once_something_is_said_about_it(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(reviewed(stage))

    await visitor.sends(satisfaction="7", relevance__g1="drop")

    assert visitor.page.status_code == 422
    assert 'id="goals-wrong"' in visitor.page.text


async def test_pressing_the_button_twice_answers_once(stage: Stage, visitor: Visitor) -> None:
    await visitor.opens(reviewed(stage))
    form = visitor.form()
    answers = {**form.fields, "satisfaction": "9"}

    both = [await visitor.client.post(form.action, data=answers) for _ in range(2)]

    assert [answer.status_code for answer in both] == [303, 303]
    assert stage.facts().count("survey_answered") == 1


async def test_an_answered_survey_is_not_asked_again(stage: Stage, visitor: Visitor) -> None:
    link = reviewed(stage)
    await visitor.opens(link)
    await visitor.sends(satisfaction="9")

    await visitor.opens(link)

    assert "We have your answers" in visitor.text
    assert 'name="satisfaction"' not in visitor.page.text
    assert "The next short review comes by mail on" in visitor.text


async def test_a_survey_that_has_closed_says_so_and_when_the_next_one_comes(
    stage: Stage, visitor: Visitor
) -> None:
    reviewed(stage)
    stage.passes(days=10)

    await visitor.opens(stage.link("mentee", "survey:review-1"))

    assert "This has closed" in visitor.text
    assert 'name="satisfaction"' not in visitor.page.text


async def test_a_form_that_comes_too_late_is_refused_in_words(
    stage: Stage, visitor: Visitor
) -> None:
    reviewed(stage)
    await visitor.opens(stage.link("mentee", "survey:review-1", days=30))
    stage.passes(days=10)

    await visitor.sends(satisfaction="9")

    assert visitor.page.status_code == 409
    assert "This survey has closed." in visitor.text


async def test_a_bad_fit_is_never_shown_to_the_other(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()
    meeting = stage.state().meetings[0]
    stage.now = meeting.end
    stage.asks(FIRST, "mentor", "record_meeting", held=True, meeting=1)
    await visitor.opens(stage.mailed("fit_check", "mentee"))
    assert "Your answer is not shown to the other person." in visitor.text
    await visitor.sends(fit="not_good", note="He does not listen.")
    assert stage.state().fit == {"mentee": "not_good"}

    await visitor.opens(stage.link("mentor", "survey:fit-1"))

    assert "listen" not in visitor.page.text
    assert " checked" not in visitor.page.text


async def test_when_no_worker_answers_everything_stays_and_can_be_sent_again(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(reviewed(stage))
    stage.down = NoAnswer()
    await visitor.sends(satisfaction="6", reflection="A lot")
    assert visitor.page.status_code == 503
    assert "press the button again" in visitor.text

    stage.down = None
    again = visitor.form().fields
    await visitor.sends()

    assert again["reflection"] == "A lot"
    assert stage.facts().count("survey_answered") == 1
