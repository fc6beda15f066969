"""The engine may hear of a fact a moment after those who read the record."""

from copy import deepcopy

import pytest

from entrypoints.asking import NobodyThere
from entrypoints.web.participants import routes
from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOMENTS", (0.0, 0.0))


def behind(stage: Stage, times: int) -> str:
    """A challenge is in the record, and the engine has not heard of it; the link to it."""
    stage.aligns()
    stage.behind = [deepcopy(stage.ledgers[FIRST]) for _ in range(times)]
    stage.asks(FIRST, "mentor", "set_challenge", what="Chair a meeting", due="2027-02-01")
    return stage.link("mentee", "task:1")


@pytest.mark.parametrize("times", [1, 2])
async def test_who_answers_what_the_page_shows_is_not_refused(
    stage: Stage, visitor: Visitor, times: int
) -> None:
    await visitor.opens(behind(stage, times))

    await visitor.sends(do="done")

    assert "It is done." in visitor.text
    assert stage.facts().count("task_done") == 1
    assert stage.behind == []


async def test_after_two_moments_the_refusal_is_shown_and_the_form_can_be_sent_again(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(behind(stage, 3))

    await visitor.sends(do="done")
    assert visitor.page.status_code == 409
    assert "There is no such challenge or action item." in visitor.text
    await visitor.sends(do="done")

    assert "It is done." in visitor.text


async def test_what_the_record_refuses_too_is_refused_at_once(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    await visitor.opens(stage.link("mentee", "mentorship") + "/todo")
    unasked = [deepcopy(stage.ledgers[FIRST]) for _ in range(2)]
    stage.behind = unasked.copy()

    await visitor.sends(what="Read", who="mentee", due="2020-01-01")

    assert visitor.page.status_code == 409
    assert stage.behind == unasked[:1]


async def test_an_engine_that_lost_a_living_mentorship_is_no_end_of_it(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    await visitor.opens(stage.link("mentee", "mentorship") + "/help")
    stage.down = NobodyThere()

    await visitor.sends(text="I do not know how to go on")

    assert visitor.page.status_code == 503
    assert "press the button again" in visitor.text
    assert "is over" not in visitor.text
