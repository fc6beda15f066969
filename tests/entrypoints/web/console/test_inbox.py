"""The inbox: the short list that needs a human, and what somebody does about it."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from domain.clock import Clock
from domain.mentorship import events as e
from domain.mentorship.storage import load
from entrypoints.asking import NoAnswer, NobodyThere
from tests.entrypoints.web.stage import FIRST, SECOND, START, Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor, signed_in

CASE = f"/console/inbox/{FIRST}/1"


@pytest.fixture
async def clara(visitor: Visitor, stage: Stage) -> Visitor:
    """A manager, with one pair that nobody has signed for: it is with her now."""
    stage.passes(days=15)
    while not stage.kept.board.inbox():
        stage.passes(days=1)
    await signed_in(visitor, stage, "manager")
    return visitor


def events(stage: Stage, pair: str = FIRST) -> list[e.Event]:
    return [load(one).event for one in stage.kept.events.stream(pair)]


def acted(stage: Stage) -> list[e.StaffActed]:
    return [event for event in events(stage) if isinstance(event, e.StaffActed)]


def decided(stage: Stage) -> list[e.EpisodeDecided]:
    return [event for event in events(stage) if isinstance(event, e.EpisodeDecided)]


async def test_whoever_may_act_begins_at_the_inbox_and_sees_why_each_case_is_there(
    clara: Visitor, stage: Stage
) -> None:
    clara.page = await clara.client.get("/console", follow_redirects=True)

    assert clara.page.url.path == "/console/inbox"
    state = stage.state()
    assert f"{state.mentee.name} and {state.mentor.name}" in clara.text
    assert "had not signed." in clara.text
    assert "Call both and ask whether they still want to start." in clara.text
    assert "If nobody decides: the mentorship is ended in" in clara.text


async def test_a_case_tells_its_rule_with_its_numbers_and_what_was_done(
    clara: Visitor,
) -> None:
    await clara.opens(CASE)

    assert clara.page.status_code == HTTPStatus.OK
    assert "Not signed by both within 12 days." in clara.text
    assert "agreement.due_after: 12 days" in clara.text
    assert "Step 1 of 5: a nudge to the pair" in clara.text
    assert f'href="/console/pairs/{FIRST}/why#case-1"' in clara.page.text
    assert "the mentorship is ended." in clara.text


async def test_a_call_is_logged_by_name_and_the_case_stays(clara: Visitor, stage: Stage) -> None:
    await clara.opens(CASE)

    await clara.sends("/1", log_call__note="Both want to start next week.")

    assert clara.page.url.path == "/console/inbox"
    assert "is noted. The case stays open." in clara.text
    assert decided(stage)[-1].note == "Both want to start next week."
    assert (acted(stage)[-1].name, acted(stage)[-1].by) == ("Clara Brandt", "manager")
    assert stage.state().episodes[0].ended is None


async def test_a_form_that_is_sent_twice_decides_once(clara: Visitor, stage: Stage) -> None:
    await clara.opens(CASE)
    form = clara.form("/1")
    words = {**form.fields, "log_call-note": "I called."}

    for _ in range(2):
        answer = await clara.client.post(form.action, data=words)
        assert answer.status_code == HTTPStatus.SEE_OTHER

    assert len(decided(stage)) == 1
    assert len(acted(stage)) == 1


async def test_own_words_are_read_as_the_mail_that_goes_out_before_it_does(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(CASE)
    form = clara.form("/1")
    words = 'Dear both, <script>alert("x")</script> & "please" write.'
    fields = {**form.fields, "decision": "nudge", "nudge-note": words}

    clara.page = await clara.client.post(f"{form.action}/preview", data=fields)

    assert clara.page.status_code == HTTPStatus.OK
    assert not decided(stage)
    assert "<script>alert" not in clara.page.text
    shown = clara.text
    assert f"A word from {stage.state().program.people.manager.name}:" in shown
    assert f"To {stage.state().mentee.name}: Your agreement with" in shown
    assert "/a/…" in shown
    assert words in clara.page.text.replace("&lt;", "<").replace("&gt;", ">").replace(
        "&#34;", '"'
    ).replace("&amp;", "&")

    await clara.client.post(form.action, data=fields)
    sent = [m for m in stage.letters if m.kind == "nudge" and m.facts["words"]]
    assert {m.facts["words"] for m in sent} == {words}
    assert {m.to.role for m in sent} == {"mentee", "mentor"}


async def test_a_snooze_says_how_often_it_can_still_be_done(clara: Visitor, stage: Stage) -> None:
    for left in ("twice", "once more"):
        await clara.opens(CASE)
        assert f"This can be done {left}." in clara.text
        await clara.sends("/1", decision="snooze")
        assert "rests for 3 days." in clara.text

    await clara.opens(CASE)

    assert "This escalation was put off 2 times already." in clara.text
    await clara.sends("/1", decision="snooze")
    assert clara.page.status_code == HTTPStatus.CONFLICT
    assert stage.state().episodes[0].snoozes == 2


async def test_a_pause_until_a_day_counts_from_the_readers_morning(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(CASE)
    day = (stage.now + timedelta(days=20)).date()

    await clara.sends("/1", decision="pause", pause__note="Exams", pause__resume_on=day)

    assert stage.state().pause is not None
    assert stage.state().pause.resume_on.date() == day  # type: ignore[union-attr]
    assert "is paused." in clara.text


async def test_an_end_needs_a_reason_and_says_so_at_its_field(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(CASE)

    await clara.sends("/1", decision="end", end__note="They have left.")

    assert clara.page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="end-reason-wrong"' in clara.page.text
    assert "They have left." in clara.page.text
    assert stage.state().stage == "aligning"

    await clara.sends("/1", decision="end", end__reason="left_organisation")
    assert stage.state().outcome == "never_started"


@pytest.mark.parametrize("decision", ["nudge", "log_call", "pause", "dismiss"])
async def test_words_that_are_missing_are_asked_for_at_their_field(
    clara: Visitor, stage: Stage, decision: str
) -> None:
    await clara.opens(CASE)

    await clara.sends("/1", decision=decision)

    assert clara.page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'href="#{decision}-note"' in clara.page.text
    assert not decided(stage)


async def test_a_day_of_return_in_the_past_is_refused_at_its_field(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(CASE)

    await clara.sends("/1", decision="pause", pause__note="Why not", pause__resume_on="2020-01-01")

    assert clara.page.status_code == HTTPStatus.CONFLICT
    assert 'id="pause-resume_on-wrong"' in clara.page.text
    assert "must lie in the future" in clara.text
    assert stage.state().pause is None


async def test_what_can_not_be_done_now_says_why_instead_of_a_form(clara: Visitor) -> None:
    await clara.opens(CASE)

    assert "This mentorship is aligning; this can be done while it is active" in clara.text
    assert 'value="extend"' not in clara.page.text


@pytest.mark.parametrize("trouble", [NoAnswer(), NobodyThere()], ids=["silent", "behind"])
async def test_where_nobody_answers_the_words_stay_and_may_be_sent_again(
    clara: Visitor, stage: Stage, trouble: Exception
) -> None:
    await clara.opens(CASE)
    stage.down = trouble

    await clara.sends("/1", log_call__note="I called both.")

    assert clara.page.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "I called both." in clara.page.text
    stage.down = None
    await clara.sends("/1")
    assert decided(stage)[-1].note == "I called both."


async def test_a_case_that_was_decided_meanwhile_explains_itself(
    clara: Visitor, stage: Stage
) -> None:
    await clara.opens(CASE)
    stage.asks(FIRST, "deputy", "decide_episode", episode=1, decision="dismiss", note="All well.")

    await clara.sends("/1", log_call__note="I called both.")

    assert clara.page.status_code == HTTPStatus.CONFLICT
    assert "This case has ended, so there is nothing to decide." in clara.text
    assert "somebody decided" in clara.text
    assert "What you wrote was not sent: I called both." in clara.text


async def test_the_deputy_acts_as_the_deputy(visitor: Visitor, stage: Stage) -> None:
    stage.passes(days=24)
    staff = await signed_in(visitor, stage, "manager")
    deputy = stage.state().program.people.deputy
    assert deputy is not None
    stage.kept.staff.change(staff.model_copy(update={"email": deputy.email.upper()}))
    await visitor.opens(CASE)

    await visitor.sends("/1", log_call__note="I called.")

    assert decided(stage)[-1].by == "deputy"


async def test_a_viewer_looks_at_a_case_and_has_nothing_to_press(
    visitor: Visitor, stage: Stage
) -> None:
    stage.passes(days=24)
    await signed_in(visitor, stage, "viewer")

    await visitor.opens("/console/inbox")
    assert "had not signed" in visitor.text
    assert 'name="case"' not in visitor.page.text
    await visitor.opens(CASE)

    assert "Not signed by both within 12 days." in visitor.text
    assert f'action="{CASE}"' not in visitor.page.text


async def test_a_concern_is_for_those_who_may_read_it_and_not_there_for_others(
    visitor: Visitor, stage: Stage
) -> None:
    stage.asks(FIRST, "mentee", "raise_concern", text="He shouts <b>at me</b>.")
    await signed_in(visitor, stage, "viewer")
    other = Visitor(stage.app)
    await signed_in(other, stage, "manager")

    await visitor.opens("/console/inbox")
    assert "Nothing needs you now." in visitor.text
    assert (await visitor.opens(CASE)).status_code == HTTPStatus.NOT_FOUND
    await other.opens("/console/inbox")
    assert "He shouts &lt;b&gt;at me&lt;/b&gt;." in other.page.text
    await other.opens(CASE)
    assert "He shouts &lt;b&gt;at me&lt;/b&gt;." in other.page.text
    await other.client.aclose()


async def test_nobody_sees_the_cases_of_another_program(visitor: Visitor, stage: Stage) -> None:
    stage.passes(days=24)
    await signed_in(visitor, stage, "manager", ("another-program",))

    await visitor.opens("/console/inbox?done=dismiss:" + FIRST + "/1")

    assert "Nothing needs you now." in visitor.text
    assert stage.state().mentee.name not in visitor.text
    assert (await visitor.opens(CASE)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("number", ["9", "0", "x", "99999999999999999999", "-1", "1x"])
async def test_a_case_that_never_was_is_not_there(clara: Visitor, number: str) -> None:
    await clara.opens(f"/console/inbox/{FIRST}/{number}")

    assert clara.page.status_code == HTTPStatus.NOT_FOUND


async def test_the_filters_count_and_lead_to_what_they_name(clara: Visitor, stage: Stage) -> None:
    stage.asks(SECOND, "mentee", "raise_concern", text="A worry.")

    await clara.opens("/console/inbox?trigger=concern")

    assert "A worry." in clara.text
    assert "had not signed" not in clara.text
    assert 'href="/console/inbox?trigger=agreement_overdue"' in clara.page.text
    await clara.opens("/console/inbox?cohort=autumn&trigger=fit")
    assert "Nothing here fits these filters." in clara.text


async def test_an_address_that_makes_no_sense_shows_the_beginning(clara: Visitor) -> None:
    for after in ("x", "~", "2027-01-01~x", "2027-01-01T00:00:00+99:00~x"):
        await clara.opens(f"/console/inbox?after={after}&cohort=%00")
        assert clara.page.status_code == HTTPStatus.OK


async def test_the_link_in_the_managers_mail_leads_through_the_door_to_the_case(
    visitor: Visitor, stage: Stage
) -> None:
    stage.passes(days=24)
    staff = await signed_in(visitor, stage, "manager")
    await visitor.sends("/sign-out")

    link = stage.mailed("manager_task", "manager")
    visitor.page = await visitor.client.get(link, follow_redirects=True)
    assert visitor.page.url.path == "/sign-in"
    await visitor.sends("", email=staff.email, password=PASSWORD)

    assert visitor.page.url.path == CASE
    assert "Not signed by both within 12 days." in visitor.text


async def test_a_rehearsal_tells_what_happens_in_its_own_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TANDEM_DATA_DIR", raising=False)
    begun = datetime(2050, 6, 1, 12, tzinfo=UTC)
    stage = Stage(tmp_path / "rehearsal", Clock(epoch=START, origin=begun, rate=86400))
    with stage.opened_for_visitors() as app:
        visitor = Visitor(app)
        stage.passes(days=24)
        await signed_in(visitor, stage, "manager")

        await visitor.opens("/console/inbox")
        assert "the mentorship is ended in 4 days, on Monday 1 February 2027, 09:00" in (
            visitor.text
        )
        await visitor.opens(CASE)
        assert "in the time of this rehearsal, where it is Thursday 28 January 2027" in (
            visitor.text
        )
        await visitor.opens(f"/console/pairs/{FIRST}")
        assert "A rehearsal: for this pair it is Thursday 28 January 2027" in visitor.text
        await visitor.client.aclose()
