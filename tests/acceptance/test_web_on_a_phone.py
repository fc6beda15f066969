"""What people do with the links in their mail, in a real browser as narrow as a phone."""

from playwright.async_api import Page

from tests.browser.axe import overhang
from tests.entrypoints.web.stage import FIRST
from tests.entrypoints.web.street import Street


async def test_a_review_is_answered_with_a_few_taps(street: Street, phone: Page) -> None:
    street.stage.aligns()
    street.stage.passes(weeks=4)
    await phone.goto(street.at(street.stage.mailed("review", "mentee")))
    assert await overhang(phone) == 0

    asked = phone.get_by_role("group", name="How satisfied are you")
    await asked.get_by_role("radio", name="8", exact=True).tap()
    await phone.get_by_text("I lead both talks", exact=True).tap()
    await phone.get_by_role("button", name="Send my answers").tap()

    await phone.get_by_text("Thank you. Your answers are in.").wait_for()
    assert street.stage.state().satisfaction == {"mentee": 8}
    assert street.stage.state().levels == {"g1": {"mentee": 1}}


async def test_a_meeting_is_moved_from_its_invitation(street: Street, phone: Page) -> None:
    street.stage.aligns()
    before = street.stage.state().meetings[0].start
    await phone.goto(street.at(street.stage.mailed("meeting_invitation", "mentor")))
    assert not await phone.get_by_label("Day", exact=True).is_visible()

    await phone.get_by_text("Another time that we agreed on").tap()
    assert await phone.get_by_label("Day", exact=True).is_visible()
    await phone.locator(".option").first.tap()
    assert await overhang(phone) == 0
    await phone.get_by_role("button", name="Move the meeting").tap()

    await phone.get_by_text("Moved. Both calendars get the new time by mail.").wait_for()
    assert street.stage.state().meetings[0].start != before


async def test_what_is_asked_next_depends_on_whether_the_two_met(
    street: Street, phone: Page
) -> None:
    stage = street.stage
    stage.aligns()
    stage.passes(seconds=(stage.state().meetings[0].end - stage.now).total_seconds() + 9000)
    await phone.goto(street.at(stage.mailed("meeting_outcome", "mentee")))
    assert not await phone.get_by_text("Why not?").is_visible()

    await phone.get_by_text("No, it did not happen").tap()
    await phone.get_by_text("It was forgotten").tap()
    await phone.get_by_role("button", name="Save").tap()

    await phone.get_by_text("You say: it did not take place").wait_for()
    assert stage.state().meetings[0].status == "missed"


async def test_pressing_the_button_twice_sends_one_answer(street: Street, phone: Page) -> None:
    street.stage.aligns()
    link = street.stage.link("mentee", "mentorship")
    await phone.goto(street.at(f"{link}/help"))
    await phone.get_by_label("What is it about?").fill("<script>document.title='x'</script>")

    await phone.get_by_role("button", name="Tell").dblclick()

    await phone.get_by_text("Thank you for telling us.").wait_for()
    assert street.stage.facts(FIRST).count("concern_raised") == 1


async def test_dates_are_in_the_language_of_the_browser_and_the_zone_of_the_person(
    street: Street, phone: Page
) -> None:
    street.stage.aligns()
    browser = phone.context.browser
    assert browser is not None
    german = await browser.new_context(locale="de-DE", timezone_id="America/Los_Angeles")
    page = await german.new_page()

    await page.goto(street.at(street.stage.link("mentor", "meeting:1")))
    said = await page.locator(".when time").first.text_content()
    await german.close()

    assert said is not None
    assert "Januar 2027" in said
    assert f"{street.stage.state().meetings[0].start:%H:%M}" in said


async def test_everything_works_without_scripts(street: Street, phone: Page) -> None:
    street.stage.aligns()
    street.stage.passes(weeks=4)
    browser = phone.context.browser
    assert browser is not None
    plain = await browser.new_context(java_script_enabled=False)
    page = await plain.new_page()

    await page.goto(street.at(street.stage.mailed("review", "mentor")))
    await page.locator("[name=satisfaction][value='7']").check(force=True)
    await page.get_by_role("button", name="Send my answers").click()

    await page.get_by_text("Thank you. Your answers are in.").wait_for()
    await plain.close()
    assert street.stage.state().satisfaction == {"mentor": 7}
