"""My mentorship, and what one can ask for from there."""

from datetime import timedelta

import pytest

from tests.entrypoints.web.stage import FIRST, GOAL, Stage
from tests.entrypoints.web.visitor import Visitor


def active(stage: Stage, role: str = "mentee") -> str:
    stage.aligns()
    return stage.link(role, "mentorship", days=300)


async def test_it_tells_the_stage_the_next_date_and_what_waits(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(stage.link("mentee", "mentorship"))
    assert "Write and sign your agreement" in visitor.text

    await visitor.opens(active(stage))

    assert "It runs until" in visitor.text
    assert "Your next meeting" in visitor.text
    assert "Nothing waits for you now." in visitor.text
    assert GOAL["statement"] in visitor.text


async def test_the_first_thing_that_waits_is_the_main_action(
    stage: Stage, visitor: Visitor
) -> None:
    link = active(stage)
    stage.passes(weeks=4)

    await visitor.opens(link)

    main = visitor.page.text.split('class="main-action"')
    assert len(main) == 2
    assert "/survey:review-1" in main[1] or "/meeting:" in main[1]


async def test_what_waits_for_the_other_is_told_too(stage: Stage, visitor: Visitor) -> None:
    link = active(stage)
    stage.asks(FIRST, "mentee", "change_goals", goals=[GOAL | {"statement": "Lead it alone"}])
    stage.asks(FIRST, "mentee", "extend", weeks=1)

    await visitor.opens(link)

    assert "What waits for Aoife" in visitor.text
    assert "Agree to the goals that you proposed , until" in visitor.text
    assert "Agree to 1 more week , until" in visitor.text
    await visitor.opens(stage.link("mentor", "mentorship"))
    assert "What waits for Sefa" not in visitor.text


async def test_where_no_meeting_is_booked_one_finds_the_way_to_a_time(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(active(stage))
    assert "Find a time" not in visitor.text
    stage.apart = True
    stage.launch("apart")
    apart = FIRST.replace("spring", "apart")
    stage.aligns(apart)

    await visitor.opens(stage.link("mentee", "mentorship", apart))

    assert "None is booked at the moment. Find a time that suits you both" in visitor.text
    assert '/meeting:1">Find a time' in visitor.page.text


async def test_the_time_of_the_other_can_be_put_into_the_readers_language(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(active(stage))

    hours = 'data-style="clock" data-zone="Europe/Dublin">13:00</time> for Aoife'
    assert hours in visitor.page.text


async def test_a_cry_for_help_reaches_the_program_and_never_the_other(
    stage: Stage, visitor: Visitor
) -> None:
    link = active(stage)
    await visitor.opens(f"{link}/help")
    await visitor.sends(text="He shouts at me")

    assert "concern_raised" in stage.facts()
    assert "He shouts at me" not in visitor.text
    assert {m.to.role for m in stage.letters if m.kind == "manager_task"} == {"manager"}
    for task in ("", "/help", "/agreement", "/meeting:1"):
        await visitor.opens(stage.link("mentor", "mentorship") + task)
        assert "shouts" not in visitor.text


async def test_a_pause_says_what_it_does_and_ends_when_one_says_so(
    stage: Stage, visitor: Visitor
) -> None:
    link = active(stage)
    await visitor.opens(f"{link}/pause")
    assert "Without a date we ask after 2 weeks, and after 4 weeks" in visitor.text
    await visitor.sends(reason="exams", day="2027-02-15", do="pause")
    pause = stage.state().pause
    assert pause is not None
    assert pause.resume_on is not None
    stage.passes(days=3)

    await visitor.opens(stage.link("mentor", "mentorship"))
    assert "Paused since" in visitor.text
    assert "exams" not in visitor.text
    await visitor.opens(stage.link("mentor", "mentorship") + "/pause")
    await visitor.sends(do="resume")

    assert stage.state().pause is None
    assert "Welcome back." in visitor.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "exams", "day": "soon"}, "day"),
        ({"reason": "exams", "day": "2020-01-01"}, "day"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
async def test_a_pause_that_can_not_be_is_complained_about(
    stage: Stage, visitor: Visitor, fields: dict[str, str], field: str
) -> None:
    await visitor.opens(f"{active(stage)}/pause")

    await visitor.sends(**fields, do="pause")

    assert visitor.page.status_code in (409, 422)
    assert f'id="{field}-wrong"' in visitor.page.text
    assert visitor.form().fields["reason"] == fields["reason"]


async def test_more_weeks_count_when_both_want_them(stage: Stage, visitor: Visitor) -> None:
    link = active(stage)
    ends = stage.state().ends
    await visitor.opens(f"{link}/extend")
    await visitor.sends(weeks="4")
    assert stage.state().ends == ends

    await visitor.opens(stage.link("mentor", "mentorship"))
    assert "Say whether you want 4 more weeks" in visitor.text
    await visitor.opens(stage.link("mentor", "mentorship") + "/extend")
    await visitor.sends(weeks="4")

    assert ends is not None
    assert stage.state().ends == ends + timedelta(weeks=4)


async def test_an_end_is_confirmed_and_its_reason_stays_with_the_program(
    stage: Stage, visitor: Visitor
) -> None:
    link = active(stage)
    await visitor.opens(f"{link}/end")
    await visitor.sends(reason="uncomfortable_with_match", note="He is rude")
    assert 'id="sure-wrong"' in visitor.page.text
    assert stage.state().stage == "active"
    await visitor.sends(reason="uncomfortable_with_match", note="He is rude", sure="yes")
    assert stage.state().stage == "closed"

    for task in ("", "/end", "/agreement", "/pause", "/help", "/goals", "/extend", "/meeting:1"):
        await visitor.opens(stage.link("mentor", "mentorship") + task)
        assert visitor.page.status_code == 200
        assert "rude" not in visitor.text
        assert "uncomfortable" not in visitor.page.text
        assert "<form" not in visitor.page.text


async def test_other_goals_count_when_the_other_agrees_to_what_was_shown(
    stage: Stage, visitor: Visitor
) -> None:
    link = active(stage)
    await visitor.opens(f"{link}/goals")
    await visitor.sends(goals__1__statement="Lead it alone", do="propose")
    assert stage.state().agreement.goals[0].statement == GOAL["statement"]
    await visitor.opens(stage.mailed("goal_change", "mentor"))
    assert "Lead it alone" in visitor.text
    shown = visitor.form()
    stage.now += timedelta(minutes=5)
    stage.asks(FIRST, "mentee", "change_goals", goals=[GOAL | {"statement": "Something else"}])

    await visitor.client.post(shown.action, data={**shown.fields, "do": "accept"})
    assert stage.state().agreement.goals[0].statement == GOAL["statement"]

    await visitor.opens(stage.mailed("goal_change", "mentor"))
    await visitor.sends(do="accept")
    assert stage.state().agreement.goals[0].statement == "Something else"


async def test_an_introduction_and_what_came_of_it(stage: Stage, visitor: Visitor) -> None:
    link = active(stage, "mentor")
    await visitor.opens(f"{link}/introduce")
    await visitor.sends(to="Mei <Tanaka>", kind="contact", note="Say hello.")
    assert stage.state().introductions[0].to == "Mei <Tanaka>"
    stage.passes(weeks=2)

    await visitor.opens(stage.mailed("introduction_follow_up", "mentee"))
    assert "Mei &lt;Tanaka&gt;" in visitor.page.text
    await visitor.sends(note="nothing chosen")
    assert visitor.page.status_code == 422
    await visitor.sends(outcome="referral", note="She passed me on.")

    assert stage.state().introductions[0].outcome == "referral"
    await visitor.opens(f"{link}/introduction:1")
    assert "She passed me on." in visitor.text


async def test_only_the_mentor_makes_introductions(stage: Stage, visitor: Visitor) -> None:
    assert (await visitor.opens(f"{active(stage)}/introduce")).status_code == 404


async def test_things_to_do_are_added_and_done(stage: Stage, visitor: Visitor) -> None:
    link = active(stage, "mentor")
    for who in ("mentor", "challenge"):
        await visitor.opens(f"{link}/todo")
        await visitor.sends(what=f"for {who}", who=who, due="2027-02-01")
    await visitor.opens(f"{link}/task:1")
    await visitor.sends(do="done")
    await visitor.opens(f"{link}/task:2")
    await visitor.sends(do="let_go")

    found = [(task.kind, task.who, task.status) for task in stage.state().tasks]
    assert found == [("action_item", "mentor", "done"), ("challenge", "mentee", "let_go")]


async def test_something_to_do_needs_words_and_a_day_ahead(stage: Stage, visitor: Visitor) -> None:
    link = active(stage)
    await visitor.opens(f"{link}/todo")
    await visitor.sends(what="", due="")
    assert {"what-wrong", "due-wrong"} <= set(visitor.page.text.replace('"', " ").split())

    await visitor.sends(what="Read", who="mentee", due="2020-01-01")

    assert visitor.page.status_code == 409
    assert "The date must lie in the future." in visitor.text


async def test_the_checklist_of_the_end_is_ticked_beside_the_final_questions(
    stage: Stage, visitor: Visitor
) -> None:
    stage.aligns()
    stage.lives_until("closing")
    await visitor.opens(stage.mailed("final_assessment", "mentee"))
    assert "A good ending" in visitor.text

    await visitor.sends(satisfaction="9", recommend="10")
    await visitor.sends(do="tick", thanks="yes", last_meeting="yes")

    assert set(stage.state().checklist) == {"thanks", "last_meeting"}
    assert "final" in [s.id for s in stage.state().surveys if "mentee" in s.answered]
