"""Several cases at once: tried out first, then each decided by itself."""

from http import HTTPStatus
from typing import Any

import pytest
from httpx import Response

from domain.mentorship import events as e
from domain.mentorship.storage import load
from entrypoints.asking import NoAnswer
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in

BOTH = [f"{FIRST}/1", f"{SECOND}/1"]
SEVERAL = "/console/inbox/several"


@pytest.fixture
async def clara(visitor: Visitor, stage: Stage) -> Visitor:
    """A manager with two pairs that nobody has signed for."""
    stage.passes(days=24)
    stage.passes(SECOND, days=0)
    await signed_in(visitor, stage, "manager")
    return visitor


def decided(stage: Stage, pair: str) -> list[str]:
    facts = (load(one).event for one in stage.kept.events.stream(pair))
    return [event.decision for event in facts if isinstance(event, e.EpisodeDecided)]


async def sends(visitor: Visitor, path: str, **fields: Any) -> Response:
    """Send a form with the seal of the page, to any of its addresses."""
    seal = visitor.form("/several/try").fields["form"]
    visitor.page = await visitor.client.post(path, data={"form": seal, **fields})
    return visitor.page


async def test_the_chosen_cases_are_tried_out_and_nothing_happens(
    clara: Visitor, stage: Stage
) -> None:
    before = [stage.facts(pair) for pair in (FIRST, SECOND)]
    await clara.opens(f"{SEVERAL}?case={BOTH[0]}&case={BOTH[1]}")
    assert "2 cases" in clara.text

    await sends(
        clara, f"{SEVERAL}/try", case=BOTH, decision="end", reason="other", note="<b>Over</b>"
    )

    assert "Nothing has been done yet. 2 of 2 can be decided so." in clara.text
    assert "The mentorship closed: never started" in clara.text
    assert f"Mail goes to {stage.state().mentee.name} and" in clara.text
    assert "<b>Over" not in clara.page.text
    assert [stage.facts(pair) for pair in (FIRST, SECOND)] == before


async def test_each_case_is_decided_by_itself_and_pressing_again_is_harmless(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(f"{SEVERAL}?case={BOTH[0]}&case={BOTH[1]}")
    await sends(clara, f"{SEVERAL}/try", case=BOTH, decision="nudge", note="Please write.")
    form = clara.form("/several")
    fields = {**form.fields, "case": BOTH}

    for _ in range(2):
        clara.page = await clara.client.post(form.action, data=fields)
        assert "2 decided" in clara.text

    assert decided(stage, FIRST) == decided(stage, SECOND) == ["nudge"]
    assert stage.facts().count("staff_acted") == 1


async def test_what_the_rules_refuse_is_left_out_and_says_why(
    clara: Visitor, stage: Stage
) -> None:
    for _ in range(2):
        stage.asks(FIRST, "manager", "decide_episode", episode=1, decision="snooze")
    await clara.opens(f"{SEVERAL}?all=yes")

    await sends(clara, f"{SEVERAL}/try", case=BOTH, decision="snooze")

    assert "1 of 2 can be decided so." in clara.text
    assert "This escalation was put off 2 times already." in clara.text
    assert clara.form("/several").fields["case"] == BOTH[1]
    await clara.sends("/several")
    assert "1 decided" in clara.text
    assert len(decided(stage, FIRST)) == 2


async def test_a_case_that_somebody_closed_meanwhile_is_said_to_be_closed(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(f"{SEVERAL}?all=yes")
    stage.asks(FIRST, "deputy", "decide_episode", episode=1, decision="dismiss", note="Well.")

    await sends(clara, SEVERAL, case=BOTH, decision="dismiss", note="All is well.")

    assert "1 case was closed already" in clara.text
    assert decided(stage, SECOND) == ["dismiss"]


async def test_where_nobody_answers_it_can_be_tried_again_with_the_same_words(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(f"{SEVERAL}?all=yes")
    stage.down = NoAnswer()

    await sends(clara, SEVERAL, case=BOTH, decision="log_call", note="I called all.")

    assert "0 decided, 2 not" in clara.text
    stage.down = None
    form = clara.form("/several")
    clara.page = await clara.client.post(form.action, data={**form.fields, "case": BOTH})
    assert "2 decided" in clara.text
    assert decided(stage, FIRST) == decided(stage, SECOND) == ["log_call"]


async def test_what_is_missing_is_asked_for_at_its_field(clara: Visitor, stage: Stage) -> None:
    await clara.opens(f"{SEVERAL}?all=yes")

    for fields, place in (
        ({"case": BOTH}, "decision"),
        ({"decision": "snooze"}, "case"),
        ({"case": BOTH, "decision": "end", "note": "x"}, "reason"),
        ({"case": BOTH, "decision": "nudge"}, "note"),
        ({"case": BOTH, "decision": "rematch", "note": "x"}, "decision"),
    ):
        answer = await clara.client.post(
            f"{SEVERAL}/try", data={"form": clara.form("/try").fields["form"], **fields}
        )
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        if "case" in fields:
            assert f'href="#{place}"' in answer.text
    assert not decided(stage, FIRST)


async def test_the_cases_of_another_program_are_not_there(visitor: Visitor, stage: Stage) -> None:
    stage.passes(days=24)
    await signed_in(visitor, stage, "manager", ("another-program",))
    await visitor.opens(f"{SEVERAL}?all=yes")
    assert "None of these cases is open any more" in visitor.text
    form = visitor.form("/sign-out")

    fields = {"form": form.fields["form"], "case": BOTH, "decision": "snooze"}
    visitor.page = await visitor.client.post(SEVERAL, data=fields)

    assert "0 decided" in visitor.text
    assert not decided(stage, FIRST)


async def test_no_choice_is_no_choice_of_all(clara: Visitor) -> None:
    await clara.opens(SEVERAL)

    assert "none was chosen" in clara.text
