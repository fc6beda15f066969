"""What is for the program's people alone is on no page of anybody else."""

from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import Visitor

PRIVATE = "I can not work with him, he frightens me"


async def test_what_only_the_program_sees_is_on_no_page_of_the_other(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    stage.passes(weeks=4)
    stage.asks(FIRST, "mentee", "raise_concern", text=PRIVATE)
    answers = {"satisfaction": 1, "concerns": PRIVATE, "strengths": "He is always on time"}
    answers |= {"guidance_promotion": 4, "last_contact": "2027-01-28"}
    stage.asks(FIRST, "mentee", "answer_survey", survey="review-1", answers=answers)
    stage.asks(FIRST, "mentee", "pause", reason=PRIVATE)
    stage.asks(FIRST, "mentee", "resume")
    link = stage.link("mentor", "mentorship")
    meetings = [f"/meeting:{meeting.number}" for meeting in stage.state().meetings]

    for task in ("", "/survey:review-1", "/agreement", "/pause", "/end", "/goals", *meetings):
        await visitor.opens(link + task)
        assert visitor.page.status_code == 200, task
        assert PRIVATE not in visitor.text
        assert "concern was" not in visitor.text
        assert "atisfaction" not in visitor.text
        assert "scalation" not in visitor.text
    await visitor.opens(link)
    for answer in ("He is always on time", "4 of 5", "Thursday 28 January 2027"):
        assert answer in visitor.text


async def test_pairs_of_the_same_mentor_do_not_see_each_other(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    stage.aligns(SECOND)
    theirs = stage.state(SECOND).mentee.name

    await visitor.opens(stage.link("mentor", "mentorship"))

    assert theirs not in visitor.text
