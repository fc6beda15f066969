"""The agreement page: two parts, two signatures, and nobody signs what they have not seen."""

from datetime import timedelta
from typing import Any

import pytest

from domain.goals.model import Levels
from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor

GOAL = {
    "goals__1__statement": "Give a talk",
    "goals__1__measure": "A talk was given",
    "goals__1__target_date": "2027-04-01",
    "goals__1__weight": "2",
    **{f"goals__1__{name}": f"{name} in words" for name in Levels.model_fields},
}
PART: dict[str, Any] = {
    **GOAL,
    "skills": "speaking\n\n listening ",
    "knowledge": "",
    "channel": "by video",
    "meet_every": "3 weeks",
}
MENTORS = {"experience": "talks\nbudgets", "style": "hands-on", "feedback": "at once"}


async def opens(visitor: Visitor, stage: Stage, role: str) -> None:
    await visitor.opens(stage.mailed("invitation", role))
    assert visitor.page.status_code == 200


async def test_both_write_their_parts_and_sign_and_the_mentorship_starts(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")
    await visitor.sends(**PART, do="save")
    assert "Saved." in visitor.text
    await opens(visitor, stage, "mentor")
    assert "Give a talk" in visitor.text
    await visitor.sends(**MENTORS, do="sign")
    assert "You have signed" in visitor.text
    await opens(visitor, stage, "mentee")
    assert "Aoife has signed." in visitor.text
    await visitor.sends(do="sign")

    state = stage.state()
    assert state.stage == "active"
    assert state.agreement.skills == ("speaking", "listening")
    assert state.agreement.experience == ("talks", "budgets")
    assert state.agreement.goals[0].levels.expected == "expected in words"
    assert state.agreement.goals[0].weight == 2
    assert "Both of you have signed" in visitor.text


async def test_what_was_written_stands_in_the_form_when_one_comes_back(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")
    await visitor.sends(**PART, do="save")

    await opens(visitor, stage, "mentee")

    fields = visitor.form().fields
    assert fields["goals-1-statement"] == "Give a talk"
    assert fields["goals-1-much_more"] == "much_more in words"
    assert fields["skills"] == "speaking\nlistening"
    assert fields["meet_every"] == "3 weeks"


async def test_saving_the_same_again_changes_nothing(stage: Stage, visitor: Visitor) -> None:
    await opens(visitor, stage, "mentee")
    await visitor.sends(**PART, do="save")
    known = stage.facts()

    await opens(visitor, stage, "mentee")
    await visitor.sends(do="save")

    assert stage.facts() == known


async def test_going_back_and_changing_a_word_is_a_new_wish(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")
    form = visitor.form()
    fields = {**form.fields, **{key.replace("__", "-"): value for key, value in PART.items()}}
    for skills in ("speaking", "speaking", "writing"):
        await visitor.client.post(form.action, data=fields | {"skills": skills, "do": "save"})

    assert stage.state().agreement.skills == ("writing",)
    assert stage.facts().count("gaps_named") == 2
    assert stage.facts().count("goals_proposed") == 1


async def test_a_goal_that_lacks_something_is_complained_about_at_its_fields(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")

    await visitor.sends(
        goals__2__statement="Learn <b>to</b> write", goals__2__target_date="soon", do="save"
    )

    assert visitor.page.status_code == 422
    wrong = visitor.page.text
    assert 'id="goals-2-measure-wrong">Please fill this in.' in wrong
    assert 'id="goals-2-expected-wrong">Please fill this in.' in wrong
    assert 'id="goals-2-target_date-wrong">Please give a date.' in wrong
    assert "goals-1-measure-wrong" not in wrong
    assert wrong.index('href="#goals-2-measure"') < wrong.index('href="#goals-2-much_more"')
    assert wrong.index('href="#goals-2-more"') < wrong.index('href="#goals-2-much_less"')
    assert "Goal 2, how to tell: Please fill this in." in visitor.text
    assert "Learn &lt;b&gt;to&lt;/b&gt; write" in wrong
    assert "goals_proposed" not in stage.facts()


async def test_nobody_signs_what_has_changed_since_the_page_was_shown(
    stage: Stage, visitor: Visitor
) -> None:
    ready(stage)
    await opens(visitor, stage, "mentor")
    stage.asks(FIRST, "mentee", "name_gaps", skills=["something else"])

    await visitor.sends(do="sign")

    assert visitor.page.status_code == 422
    assert "The other part has changed while you were reading" in visitor.text
    assert "something else" in visitor.text
    assert stage.state().agreement.signed == ()
    await visitor.sends(do="sign", seen="")
    assert stage.state().agreement.signed == ()


def ready(stage: Stage) -> None:
    """Everything is written, nothing is signed."""
    stage.asks(FIRST, "mentee", "name_gaps", skills=["speaking"])
    stage.asks(FIRST, "mentor", "share_experience", experience=["talks"], style="advisory")
    for role in ("mentee", "mentor"):
        stage.asks(FIRST, role, "set_expectations", expectations={"channel": "by video"})


async def test_a_signature_that_comes_too_early_is_refused_kindly_and_the_part_is_kept(
    stage: Stage, visitor: Visitor
) -> None:
    ready(stage)
    await opens(visitor, stage, "mentor")

    await visitor.sends(experience="hiring", do="sign")

    assert visitor.page.status_code == 409
    assert "Still missing before signing: the mentee's goals." in visitor.text
    assert stage.state().agreement.experience == ("hiring",)


async def test_a_change_says_beforehand_that_it_takes_away_the_others_signature(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns("spring-N02-M01")
    ready(stage)
    await opens(visitor, stage, "mentee")
    await visitor.sends(**GOAL, do="save")
    stage.asks(FIRST, "mentor", "sign_agreement")

    await opens(visitor, stage, "mentee")

    assert "has signed. If you change your part now, that signature is taken away" in visitor.text
    await visitor.sends(learning="by doing", do="save")
    assert stage.state().agreement.signed == ()


async def test_a_signature_that_was_taken_away_is_explained_with_what_is_new(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")
    await visitor.sends(**PART, do="save")
    ready(stage)
    stage.asks(FIRST, "mentee", "sign_agreement")
    stage.now += timedelta(days=1)
    stage.asks(FIRST, "mentor", "share_experience", experience=["hiring"], style="advisory")

    await opens(visitor, stage, "mentee")

    assert "You signed on Monday 4 January 2027 . Aoife has changed something" in visitor.text
    assert "(experience to share), so your signature no longer counts" in visitor.text
    assert "Experience to share new hiring" in visitor.text
    assert "What it said when you signed Experience to share talks" in visitor.text
    await opens(visitor, stage, "mentor")
    assert "Sefa Doğan has to sign again" in visitor.text
    await opens(visitor, stage, "mentee")
    await visitor.sends(do="sign")
    assert stage.state().agreement.signed == ("mentee",)
    assert "no longer counts" not in visitor.text


async def test_whoever_changes_something_is_told_that_the_other_must_look_again(
    stage: Stage, visitor: Visitor
) -> None:
    await opens(visitor, stage, "mentee")
    await visitor.sends(**PART, do="save")
    ready(stage)
    stage.asks(FIRST, "mentor", "sign_agreement")
    await opens(visitor, stage, "mentee")

    await visitor.sends(learning="by doing", do="save")
    assert "Aoife Brennan has to sign again" in visitor.text
    await visitor.sends(do="sign")

    assert "Aoife had signed before your last change, and has to look again." in visitor.text


@pytest.mark.parametrize("command", ["pause", "end"])
async def test_an_agreement_that_stops_before_anything_was_written_can_be_read(
    stage: Stage, visitor: Visitor, command: str
) -> None:
    reasons = {"pause": "exams", "end": "other"}
    stage.asks(FIRST, "mentee", command, reason=reasons[command])

    await visitor.opens(stage.link("mentor", "agreement"))

    assert visitor.page.status_code == 200
    assert visitor.text.count("Nothing yet.") == 6


async def test_too_many_goals_are_refused_beside_the_goals(stage: Stage, visitor: Visitor) -> None:
    await opens(visitor, stage, "mentee")
    many = {
        key.replace("__1__", f"__{n}__"): value for n in (1, 2, 3) for key, value in GOAL.items()
    }
    await visitor.sends(**many, do="save")
    assert len(stage.state().agreement.goals) == 3
    assert [goal.id for goal in stage.state().agreement.goals] == ["g1", "g2", "g3"]

    await opens(visitor, stage, "mentee")
    await visitor.sends(goals__2__id="g1", do="save")

    assert visitor.page.status_code == 409
    assert "Two goals have the same id." in visitor.text


async def test_the_mentor_can_not_write_the_mentees_goals(stage: Stage, visitor: Visitor) -> None:
    await opens(visitor, stage, "mentor")

    await visitor.sends(**GOAL, skills="speaking", do="save")

    assert stage.state().agreement.goals == ()
    assert stage.state().agreement.skills == ()


async def test_a_signed_agreement_can_be_read_but_not_written(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()

    await visitor.opens(stage.link("mentee", "agreement"))

    assert "What you agreed on" in visitor.text
    assert "by video, says the mentor" in visitor.text
    assert 'name="skills"' not in visitor.page.text
