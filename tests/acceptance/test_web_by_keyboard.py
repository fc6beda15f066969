"""What people do most, without a mouse and without a touch."""

from datetime import UTC, datetime

from playwright.async_api import Page

from tests.browser.keyboard import Keyboard
from tests.entrypoints.web.street import Street


async def test_the_first_key_leads_past_the_head_of_the_page(street: Street, phone: Page) -> None:
    street.stage.aligns()
    await phone.goto(street.at(street.stage.link("mentee", "mentorship")))
    keys = Keyboard(phone)

    await keys.goes_to("To the content")
    await keys.press("Enter")
    await keys.goes_to("Move or cancel it")


async def test_a_review_is_answered_on_a_phone(street: Street, phone: Page) -> None:
    street.stage.aligns()
    street.stage.passes(weeks=4)
    await phone.goto(street.at(street.stage.mailed("review", "mentee")))
    keys = Keyboard(phone)

    await keys.chooses("How satisfied are you", 7)
    await keys.chooses("Lead the budget talks", 1)
    await keys.goes_to("Say more")
    await keys.press("Enter")
    await keys.writes("Which strengths did your mentor show?", "She listens.")
    await keys.presses("Send my answers")

    await phone.get_by_text("Thank you. Your answers are in.").wait_for()
    assert street.stage.state().satisfaction == {"mentee": 7}
    assert street.stage.state().levels == {"g1": {"mentee": 1}}


async def test_a_meeting_is_moved_to_a_time_that_suits_both(street: Street, phone: Page) -> None:
    street.stage.aligns()
    before = street.stage.state().meetings[0].start
    await phone.goto(street.at(street.stage.mailed("meeting_invitation", "mentor")))
    keys = Keyboard(phone)

    await keys.chooses("These times suit both your weeks", 1)
    await keys.presses("Move the meeting")

    await phone.get_by_text("Moved. Both calendars get the new time by mail.").wait_for()
    assert street.stage.state().meetings[0].start != before


async def test_a_meeting_is_moved_to_a_time_of_their_own(street: Street, desk: Page) -> None:
    street.stage.aligns()
    await desk.goto(street.at(street.stage.mailed("meeting_invitation", "mentor")))
    keys = Keyboard(desk)

    await keys.goes_to("These times suit both your weeks")
    await keys.press("ArrowUp")
    await keys.writes("Day", "02022027")
    await keys.writes("Time (Dublin)", "1630")
    await keys.presses("Move the meeting")

    await desk.get_by_text("Moved. Both calendars get the new time by mail.").wait_for()
    assert street.stage.state().meetings[0].start == datetime(2027, 2, 2, 16, 30, tzinfo=UTC)


async def test_complaints_lead_to_their_fields(street: Street, desk: Page) -> None:
    street.stage.aligns()
    await desk.goto(street.at(street.stage.link("mentee", "mentorship") + "/pause"))
    keys = Keyboard(desk)

    await keys.presses("Pause from now on")
    await keys.goes_to("Please fill this in.")
    await keys.press("Enter")
    await keys.writes("Why?", "Exams")
    await keys.presses("Pause from now on")

    await desk.get_by_text("Your mentorship is paused from now on.").wait_for()
    assert street.stage.state().pause is not None
