"""Informal programs: have you been in touch?"""

from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor


def informal(stage: Stage) -> str:
    """A pair that books nothing was asked for the first time."""
    stage.informal = True
    stage.launch("informal")
    pair = FIRST.replace("spring", "informal")
    stage.aligns(pair)
    stage.passes(pair, weeks=2)
    return pair


async def test_a_yes_is_enough(stage: Stage, visitor: Visitor) -> None:
    pair = informal(stage)
    await visitor.opens(stage.mailed("contact_question", "mentee", pair))
    assert "Have you been in touch with" in visitor.text
    await visitor.sends()
    assert visitor.page.status_code == 422
    await visitor.sends(in_touch="yes")

    assert "You said that you have been in touch" in visitor.text
    assert stage.state(pair).in_touch == 1


async def test_a_question_of_an_earlier_period_is_closed(stage: Stage, visitor: Visitor) -> None:
    pair = informal(stage)
    stage.passes(pair, weeks=2)

    await visitor.opens(stage.link("mentee", "contact:1", pair))

    assert "This question has closed" in visitor.text
    assert 'name="in_touch"' not in visitor.page.text
