"""Whatever comes back in a form, the answer is a page, and nothing that makes no sense is done."""

import pytest

from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor, forms

NONSENSE = (
    "",
    "x",
    "-1",
    "9" * 5000,
    "1e400",
    "nan",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59-12:00",
    "2027-02-30",
    "2027-01-20T10:00:00",
    "\x00",
    "²",
    "٣",
    "\u202e<svg onload=alert(1)>{{7*7}}${7*7}",
    "word " * 1500,
)
PAGES = (
    *("mentorship", "agreement", "goals", "help", "pause", "extend", "end", "introduce", "todo"),
    *("meeting:1", "meeting:2", "survey:fit-1", "survey:review-1", "introduction:1", "task:1"),
)
DOS = ("", "save", "sign", "move", "book", "cancel", "accept", "propose", "tick", "let_go", "x")
FINE = {200, 303, 404, 409, 422}


def lively(stage: Stage) -> None:
    """A pair in the middle of things."""
    stage.aligns()
    stage.passes(seconds=(stage.state().meetings[0].end - stage.now).total_seconds() + 9000)
    stage.asks(FIRST, "mentor", "record_meeting", meeting=1, held=True)
    stage.asks(FIRST, "mentor", "make_introduction", to="Mei", kind="contact")
    stage.asks(FIRST, "mentor", "set_challenge", what="Speak", due="2027-03-01")
    stage.passes(weeks=3)


@pytest.mark.parametrize("role", ["mentee", "mentor"])
async def test_nonsense_in_any_form_is_answered_with_a_page(
    stage: Stage, visitor: Visitor, role: str
) -> None:
    lively(stage)
    link = stage.link(role, "mentorship", days=300)
    for task in PAGES:
        path = link if task == "mentorship" else f"{link}/{task}"
        page = await visitor.opens(path)
        assert page.status_code in (200, 404)
        for form in forms(page.text):
            for value in NONSENSE:
                fields = {name: value for name in form.fields if name != "form"}
                extra = {"form": form.fields["form"], "reason": value, "start": value}
                await fine(visitor, form.action, fields | extra)


@pytest.mark.parametrize("stage_of_life", ["aligning", "active", "closed"])
async def test_any_wish_at_any_page_at_any_time_is_answered_with_a_page(
    stage: Stage, visitor: Visitor, stage_of_life: str
) -> None:
    if stage_of_life != "aligning":
        lively(stage)
    link = stage.link("mentee", "mentorship", days=300)
    await visitor.opens(f"{link}/help")
    seal = {"form": visitor.form().fields["form"]}
    if stage_of_life == "closed":
        stage.asks(FIRST, "manager", "end", reason="other")
    for task in PAGES[1:]:
        for do in DOS:
            await fine(visitor, f"{link}/{task}", {**seal, "do": do})


async def fine(visitor: Visitor, action: str, fields: dict[str, str]) -> None:
    """Send a form; the answer is a page without anything of it that a browser would run."""
    answer = await visitor.client.post(action, data=fields)
    assert answer.status_code in FINE, (action, fields, answer.text)
    assert "<svg" not in answer.text
