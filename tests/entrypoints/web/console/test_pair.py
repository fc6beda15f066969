"""One pair: what its reader may see of it, as of any moment, and what can be done for it."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from domain.mentorship import events as e
from domain.mentorship.storage import load
from entrypoints.asking import NoAnswer
from entrypoints.web.console.pair.parts import PARTS
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in

PAIR = f"/console/pairs/{FIRST}"
EVIL = "<script>alert('x')</script> & \"more\""


@pytest.fixture
async def clara(visitor: Visitor, stage: Stage) -> Visitor:
    """A manager who has just signed in."""
    await signed_in(visitor, stage, "manager")
    return visitor


@pytest.fixture
def lived(stage: Stage) -> None:
    """The pair has lived for some days before anybody looks."""
    lives(stage)


def lives(stage: Stage) -> None:
    """The two sign, meet, answer, and say what the program alone is to know."""
    stage.aligns()
    stage.passes(days=3)
    stage.asks(FIRST, "mentee", "record_meeting", held=True, notes=EVIL)
    stage.asks(FIRST, "mentor", "answer_survey", survey="fit-1", answers=UNFIT)
    stage.asks(FIRST, "mentee", "raise_concern", text="PRIVATE-concern")
    stage.passes(days=1)
    stage.asks(FIRST, "mentee", "pause", reason="PRIVATE-pause")


UNFIT = {"fit": "not_good", "note": "PRIVATE-fit"}
SECRETS = (
    "PRIVATE",
    "not a good fit",
    "Not a good fit,",
    "raised a concern",
    "No, not a good fit",
)


async def every_part(visitor: Visitor, query: str = "") -> str:
    """All parts of the pair, one after the other."""
    pages = []
    for part in PARTS:
        await visitor.opens(f"{PAIR}/{part}{query}" if part else f"{PAIR}{query}")
        assert visitor.page.status_code == HTTPStatus.OK, part
        pages.append(visitor.page.text)
    return "".join(pages)


@pytest.mark.usefixtures("lived")
async def test_a_manager_sees_all_that_the_two_told_the_program(clara: Visitor) -> None:
    seen = await every_part(clara)

    assert all(f"PRIVATE-{what}" in seen for what in ("concern", "fit", "pause"))
    assert "No, not a good fit" in seen
    assert "<script>alert" not in seen
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &#34;more&#34;" in seen


@pytest.mark.parametrize("query", ["", "?at=2027-01-08", "?at=2027-01-07&axis=known"])
async def test_a_viewer_never_reads_a_private_word_today_or_in_the_past(
    visitor: Visitor, stage: Stage, query: str
) -> None:
    lives(stage)
    await signed_in(visitor, stage, "viewer")

    seen = await every_part(visitor, query)

    assert [secret for secret in SECRETS if secret in seen] == []
    assert "What they answered is for the program" in seen
    assert "7.0 of 10" not in seen
    assert f'action="{PAIR}/act"' not in seen
    assert (await visitor.opens(f"{PAIR}/act")).status_code == HTTPStatus.NOT_FOUND


async def test_whoever_may_not_look_at_pairs_is_not_let_in(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "ops")

    assert (await visitor.opens(PAIR)).status_code == HTTPStatus.FORBIDDEN


async def test_a_pair_tells_how_it_stands_what_it_waits_for_and_how_healthy_it_is(
    clara: Visitor, stage: Stage
) -> None:
    stage.aligns()

    await clara.opens(PAIR)

    assert "Active since 4 Jan 2027; planned end 24 May 2027." in clara.text
    assert "Waits for meeting 1 until" in clara.text
    assert "No score before the first meeting" in clara.text
    assert "2 of 2 signatures" in clara.text


async def test_a_goal_shows_its_course_and_the_day_by_which_it_is_to_be_reached(
    visitor: Visitor, stage: Stage
) -> None:
    stage.aligns()
    while not any(survey.kind == "review" for survey in stage.state().surveys):
        stage.passes(days=1)
    level = {"satisfaction": 7, "goals": [{"goal": "g1", "level": 1}]}
    stage.asks(FIRST, "mentee", "answer_survey", survey="review-1", answers=level)
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{PAIR}/agreement")

    assert f"{stage.state().mentee.name} says +1" in visitor.text
    assert 'aria-labelledby="goal-g1-title goal-g1-words"' in visitor.page.text
    assert "Expected by then" in visitor.text
    assert "I lead both, and both end with an agreement" in visitor.text


async def test_the_time_line_names_who_of_the_staff_stood_behind_a_role(
    clara: Visitor, stage: Stage
) -> None:
    stage.aligns()
    await clara.opens(f"{PAIR}/act")
    await clara.sends("/act", command="pause", pause__reason="A long leave")

    await clara.opens(f"{PAIR}/timeline")

    assert "Clara Brandt, in the console Maren Oduya paused the mentorship: A long leave." in (
        clara.text
    )
    assert "acted for" not in clara.text


async def test_a_long_time_line_comes_in_pages_without_a_gap(clara: Visitor, stage: Stage) -> None:
    stage.aligns()
    item = {"who": "mentor", "due": "2027-03-01"}
    for number in range(130):
        stage.asks(FIRST, "mentee", "add_action_item", what=f"item {number}", **item)
    seen = []

    await clara.opens(f"{PAIR}/timeline")
    for _ in range(9):
        seen += [int(part.split('"')[0]) for part in clara.page.text.split('id="fact-')[1:]]
        if "?before=" not in clara.page.text:
            break
        await clara.opens(f"{PAIR}/timeline?before={seen[-1]}")

    assert seen == list(range(len(stage.facts()), 0, -1))


@pytest.mark.usefixtures("lived")
async def test_an_earlier_moment_is_shown_as_it_was_and_can_not_be_changed(
    clara: Visitor,
) -> None:
    await clara.opens(f"{PAIR}?at=2027-01-06")

    assert "This is how it was on Wednesday 6 January 2027, 23:59" in clara.text
    assert "Active since 4 Jan 2027" in clara.text
    assert "Known only later" in clara.text
    assert f'href="{PAIR}/timeline?at=2027-01-06&amp;axis=true"' in clara.page.text
    assert "/act" not in clara.page.text
    await clara.opens(f"{PAIR}?at=2027-01-06&axis=known")
    assert "with only what was known then." in clara.text


async def test_every_line_of_the_time_line_leads_to_the_pair_at_that_moment(
    clara: Visitor, stage: Stage
) -> None:
    stage.aligns()
    await clara.opens(f"{PAIR}/timeline")
    href = clara.page.text.split('id="fact-1"')[1].split('href="')[1].split('"')[0]

    await clara.opens(href)

    assert clara.page.status_code == HTTPStatus.OK
    assert "This is how it was on Monday 4 January 2027, 09:00" in clara.text


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("yesterday", "Give a day or a moment, as in"),
        ("2027-02-30", "There is no such day or time"),
        ("2030-01-01", "This has not come yet"),
        ("2026-01-01", "had not begun"),
        ("0001-01-01", "outside of the calendar"),
        (EVIL, "Give a day or a moment"),
    ],
)
async def test_a_moment_that_can_not_be_shown_is_explained_above_today(
    clara: Visitor, at: str, says: str
) -> None:
    clara.page = await clara.client.get(PAIR, params={"at": at})

    assert clara.page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert says in clara.text
    assert "Aligning since 4 Jan 2027" in clara.text
    assert "<script>alert" not in clara.page.text


async def test_why_it_was_escalated_is_told_with_its_rule_and_its_letters(
    visitor: Visitor, stage: Stage
) -> None:
    stage.passes(days=24)
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{PAIR}/why")

    assert 'id="case-1"' in visitor.page.text
    assert "Not signed by both within 12 days." in visitor.text
    assert "It waits for the manager's decision until" in visitor.text
    assert f"To {stage.state().mentee.name}: delivered" in visitor.text
    await visitor.opens(f"/console/pairs/{SECOND}/why")
    assert "No escalation was ever opened." in visitor.text
    assert "If nobody did anything from now on:" in visitor.text


async def test_every_mail_is_listed_with_what_became_of_it(clara: Visitor) -> None:
    await clara.opens(f"{PAIR}/messages")

    assert "Invitation" in clara.text
    assert "delivered" in clara.text


async def test_a_command_is_carried_out_once_however_often_it_is_sent(
    clara: Visitor, stage: Stage
) -> None:
    stage.aligns()
    await clara.opens(f"{PAIR}/act")
    form = clara.form("/act")
    fields = {**form.fields, "command": "extend", "extend-weeks": "2"}

    for _ in range(2):
        answer = await clara.client.post(form.action, data=fields)
        assert answer.status_code == HTTPStatus.SEE_OTHER

    assert stage.facts().count("mentorship_extended") == 1
    assert stage.facts().count("staff_acted") == 1


async def test_a_pause_and_going_on_after_it(clara: Visitor, stage: Stage) -> None:
    stage.aligns()
    await clara.opens(f"{PAIR}/act")
    back = (stage.now + timedelta(days=30)).date()
    await clara.sends("/act", command="pause", pause__reason="Leave", pause__resume_on=back)
    assert "The mentorship is paused from now on." in clara.text

    await clara.opens(f"{PAIR}/act")
    assert "Go on after the pause" in clara.text
    await clara.sends("/act", command="resume")

    assert stage.state().pause is None
    assert stage.facts().count("staff_acted") == 2


async def test_a_link_is_sent_to_whom_it_belongs_and_never_shown(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(f"{PAIR}/act")

    await clara.sends("/act", command="send_link", send_link__to="mentor", send_link__task="x")
    assert clara.page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    await clara.sends(
        "/act", command="send_link", send_link__to="mentor", send_link__task="agreement"
    )

    asked = [load(one).event for one in stage.kept.events.stream(FIRST)][-1]
    assert isinstance(asked, e.LinkRequested)
    assert (asked.by, asked.to, asked.task) == ("manager", "mentor", "agreement")
    assert "/a/" not in clara.page.text


async def test_an_end_needs_its_reason(clara: Visitor, stage: Stage) -> None:
    await clara.opens(f"{PAIR}/act")

    await clara.sends("/act", command="end", end__note="They have left.")
    assert 'id="end-reason-wrong"' in clara.page.text
    assert "They have left." in clara.page.text
    await clara.sends("/act", command="end", end__reason="left_organisation")

    assert stage.state().stage == "closed"
    await clara.opens(f"{PAIR}/act")
    assert "This mentorship is closed." in clara.text


async def test_where_nobody_answers_the_words_of_a_command_stay(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(f"{PAIR}/act")
    stage.down = NoAnswer()

    await clara.sends("/act", command="pause", pause__reason="A long leave")

    assert clara.page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert 'value="A long leave"' in clara.page.text


@pytest.mark.parametrize("path", [f"{PAIR}/nonsense", "/console/pairs/nobody", PAIR + "/why/x"])
async def test_what_is_not_there_is_not_there(clara: Visitor, path: str) -> None:
    assert (await clara.opens(path)).status_code == HTTPStatus.NOT_FOUND


async def test_a_command_that_does_not_exist_is_refused(clara: Visitor) -> None:
    await clara.opens(f"{PAIR}/act")

    await clara.sends("/act", command="sign_agreement")

    assert clara.page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
