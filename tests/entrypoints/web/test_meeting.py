"""The page of a meeting: found, moved, cancelled, told about."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor, words


def ahead(stage: Stage) -> str:
    """The first meeting is booked; the mentee's link to it."""
    stage.aligns()
    return stage.mailed("meeting_invitation", "mentee")


def over(stage: Stage) -> None:
    """The first meeting has been, and both were asked about it."""
    stage.aligns()
    stage.passes(seconds=(stage.state().meetings[0].end - stage.now).total_seconds() + 9000)


async def test_a_meeting_is_moved_to_a_time_that_suits_both(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(ahead(stage))
    meeting = stage.state().meetings[0]
    offered = [part.split('"')[0] for part in visitor.page.text.split('name="start" value="')[1:]]
    assert len(offered) == 7
    assert meeting.start.isoformat() not in offered

    await visitor.sends(start=offered[2], do="move")

    assert "Moved. Both calendars get the new time by mail." in visitor.text
    assert stage.state().meetings[0].start.isoformat() == offered[2]


async def test_a_meeting_is_moved_to_an_own_time_in_the_readers_zone(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(ahead(stage))
    day = (stage.now + timedelta(days=5)).date()

    await visitor.sends(start="own", start__day=day.isoformat(), start__time="18:30", do="move")

    zone = ZoneInfo(stage.state().mentee.timezone)
    start = stage.state().meetings[0].start.astimezone(zone)
    assert (start.date(), f"{start:%H:%M}") == (day, "18:30")


async def test_a_time_that_is_no_time_is_complained_about(stage: Stage, visitor: Visitor) -> None:
    link = ahead(stage)
    for fields in (
        {"start": ""},
        {"start": "own"},
        {"start": "own", "start-day": "2027-01-10", "start-time": "25:99"},
        {"start": "soon"},
    ):
        await visitor.opens(link)
        await visitor.sends(**fields, do="move")
        assert visitor.page.status_code == 422
        assert 'id="start-wrong"' in visitor.page.text


async def test_a_time_in_the_past_is_refused_beside_the_times(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(ahead(stage))

    await visitor.sends(start="own", start__day="2027-01-01", start__time="10:00", do="move")

    assert visitor.page.status_code == 409
    assert 'id="start-wrong">A meeting must lie in the future' in visitor.page.text


async def test_a_meeting_is_cancelled_and_the_reason_stays_with_the_program(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(ahead(stage))

    await visitor.sends(do="cancel", why="I dread it")

    assert stage.state().meetings[0].status == "cancelled"
    await visitor.opens(stage.link("mentor", "meeting:1"))
    assert "This meeting was cancelled" in visitor.text
    assert "dread" not in visitor.text


async def test_where_no_time_was_found_the_two_enter_their_own(
    stage: Stage, visitor: Visitor
) -> None:
    stage.apart = True
    stage.launch("apart")
    pair = "apart-N01-M01"
    stage.aligns(pair)
    await visitor.opens(stage.mailed("meeting_request", "mentee", pair))
    assert "Find a time for meeting 1" in visitor.text
    assert "no time that is free in both your weeks" in visitor.text

    day = (stage.now + timedelta(days=4)).date()
    await visitor.sends(start__day=day.isoformat(), start__time="12:15", do="book")

    assert "Booked." in visitor.text
    zone = ZoneInfo(stage.state(pair).mentee.timezone)
    start = stage.state(pair).meetings[0].start.astimezone(zone)
    assert (start.date(), f"{start:%H:%M}") == (day, "12:15")


async def test_a_meeting_that_took_place_is_told_with_notes_and_things_to_do(
    stage: Stage, visitor: Visitor
) -> None:
    over(stage)
    await visitor.opens(stage.mailed("meeting_outcome", "mentor"))
    assert "Did you meet" in visitor.text

    await visitor.sends(
        held="yes",
        notes="We laughed <b>a lot</b>",
        item__1__what="Send the slides",
        item__1__who="mentee",
        item__1__due="2027-02-01",
    )

    assert stage.state().meetings[0].status == "held"
    assert [(t.what, t.who) for t in stage.state().tasks] == [("Send the slides", "mentee")]
    await visitor.opens(stage.mailed("meeting_outcome", "mentee"))
    assert "says that it took place" in visitor.text
    await visitor.sends(held="yes")
    assert "&lt;b&gt;a lot" in visitor.page.text
    assert "You say: it took place" in visitor.text


async def test_a_meeting_that_did_not_happen_needs_a_reason(
    stage: Stage, visitor: Visitor
) -> None:
    over(stage)
    link = stage.mailed("meeting_outcome", "mentee")
    await visitor.opens(link)
    await visitor.sends(held="no", notes="We will try again")
    assert visitor.page.status_code == 422
    assert 'id="reason-wrong">Please say why' in visitor.page.text
    assert visitor.form().fields["notes"] == "We will try again"

    await visitor.sends(reason="moved")

    assert stage.state().meetings[0].status == "missed"


async def test_things_to_do_need_a_day_that_lies_ahead(stage: Stage, visitor: Visitor) -> None:
    over(stage)
    await visitor.opens(stage.mailed("meeting_outcome", "mentee"))

    await visitor.sends(
        held="yes", item__1__what="a", item__2__what="b", item__2__due="2026-01-01"
    )

    assert visitor.page.status_code == 422
    assert 'id="item-1-due-wrong">Please say by when.' in visitor.page.text
    assert 'id="item-2-due-wrong">This day is over already.' in visitor.page.text
    assert stage.state().meetings[0].said == {}


async def test_two_who_remember_a_meeting_differently_both_read_the_other(
    stage: Stage, visitor: Visitor
) -> None:
    over(stage)
    stage.asks(FIRST, "mentor", "record_meeting", meeting=1, held=True)
    stage.asks(FIRST, "mentee", "record_meeting", meeting=1, held=False, reason="forgot")

    await visitor.opens(stage.link("mentor", "meeting:1"))

    assert "You say: it took place" in visitor.text
    assert "says: it did not take place" in words(visitor.page.text)


async def test_an_outcome_counts_once_however_often_it_is_sent(
    stage: Stage, visitor: Visitor
) -> None:
    over(stage)
    await visitor.opens(stage.mailed("meeting_outcome", "mentee"))
    form = visitor.form()
    for _ in range(2):
        await visitor.client.post(form.action, data={**form.fields, "held": "yes"})

    assert stage.facts().count("meeting_held") == 1
    assert "meeting_confirmed" not in stage.facts()


async def test_while_paused_there_is_nothing_to_arrange(stage: Stage, visitor: Visitor) -> None:
    link = ahead(stage)
    stage.asks(FIRST, "mentor", "pause", reason="leave")

    await visitor.opens(link)

    assert "no meeting to arrange" in visitor.text or "cancelled" in visitor.text
    assert "<form" not in visitor.page.text.split("<footer")[0]
