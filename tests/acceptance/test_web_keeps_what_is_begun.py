"""What somebody has begun to write is still there after the tab was closed, and only so long."""

import pytest
from playwright.async_api import Page

from tests.entrypoints.web.stage import FIRST, GOAL
from tests.entrypoints.web.street import Street

STORED = "Object.keys(localStorage).filter(key => key.startsWith('tandem:'))"
AGE = "for (const [key, kept] of Object.entries(localStorage)) localStorage.setItem(key, \
JSON.stringify({...JSON.parse(kept), until: Date.now() - 1}))"
AGAIN = "What you had begun on this device is filled in again."


@pytest.fixture
async def begun(street: Street, phone: Page) -> Page:
    """A review that somebody has begun to answer, in a tab that was closed."""
    street.stage.aligns()
    street.stage.passes(weeks=4)
    await phone.goto(review(street))
    assert not await phone.get_by_text(AGAIN).is_visible()
    await phone.locator("[name=satisfaction][value='7']").check(force=True)
    await phone.locator("[name=level-g1][value='1']").check()
    await phone.get_by_text("Say more").tap()
    await phone.get_by_label("Which strengths").fill("She waits until I have finished.")
    await phone.get_by_label("Does anything about this").fill("He laughs at me.")
    again = await phone.context.new_page()
    await phone.close()
    return again


def review(street: Street, role: str = "mentee") -> str:
    return street.at(street.stage.mailed("review", role))


async def test_a_survey_is_saved_as_one_goes_and_survives_a_closed_tab(
    street: Street, begun: Page
) -> None:
    await begun.goto(review(street))

    await begun.get_by_text(AGAIN).wait_for()
    assert await begun.locator("[name=satisfaction][value='7']").is_checked()
    strengths = begun.get_by_label("Which strengths")
    assert await strengths.is_visible()
    assert await strengths.input_value() == "She waits until I have finished."
    assert street.stage.state().satisfaction == {}
    await begun.get_by_role("button", name="Send my answers").tap()
    await begun.get_by_text("Thank you. Your answers are in.").wait_for()
    assert street.stage.state().satisfaction == {"mentee": 7}
    assert street.stage.state().levels == {"g1": {"mentee": 1}}


async def test_a_reminder_finds_what_was_begun_from_the_first_mail(
    street: Street, begun: Page
) -> None:
    street.stage.passes(days=2)

    await begun.goto(street.at(street.stage.mailed("review_reminder", "mentee")))

    await begun.get_by_text(AGAIN).wait_for()


async def test_what_is_written_for_the_program_alone_is_not_kept(
    street: Street, begun: Page
) -> None:
    await begun.goto(review(street))

    assert await begun.get_by_label("Does anything about this").input_value() == ""
    assert "laughs" not in str(await begun.evaluate("Object.values(localStorage)"))


async def test_nothing_stays_on_the_device_once_it_is_sent(street: Street, begun: Page) -> None:
    await begun.goto(review(street))
    assert len(await begun.evaluate(STORED)) == 1

    await begun.get_by_role("button", name="Send my answers").tap()
    await begun.get_by_text("Thank you. Your answers are in.").wait_for()

    assert await begun.evaluate(STORED) == []


async def test_after_some_days_any_page_of_ours_throws_it_away(
    street: Street, begun: Page
) -> None:
    await begun.goto(street.at("/static/icon.svg"))
    await begun.evaluate(AGE)

    await begun.goto(street.at("/"))

    assert await begun.evaluate(STORED) == []


async def test_one_can_clear_it(street: Street, begun: Page) -> None:
    await begun.goto(review(street))

    await begun.get_by_role("button", name="Clear it").tap()

    assert await begun.evaluate(STORED) == []
    assert await begun.get_by_label("Which strengths").input_value() == ""
    assert not await begun.get_by_text(AGAIN).is_visible()


async def test_the_other_does_not_find_it_on_the_same_device(street: Street, begun: Page) -> None:
    await begun.goto(review(street, "mentor"))

    assert not await begun.get_by_text(AGAIN).is_visible()
    assert not await begun.locator("[name=satisfaction][value='7']").is_checked()


async def test_a_form_that_comes_back_with_a_complaint_shows_what_was_sent(
    street: Street, begun: Page
) -> None:
    await begun.goto(review(street))
    await begun.locator("[name=level-g1][value='2']").check()
    await begun.locator("[name=last_contact]").fill("2027-01-20")
    await begun.evaluate("document.querySelector('[name=satisfaction]:checked').checked = false")
    await begun.get_by_role("button", name="Send my answers").tap()

    await begun.get_by_text("Nothing has been sent yet.").wait_for()
    assert await begun.locator("[name=level-g1][value='2']").is_checked()
    assert not await begun.locator("[name=satisfaction][value='7']").is_checked()
    assert not await begun.get_by_text(AGAIN).is_visible()


async def test_what_was_begun_never_hides_what_was_saved_since(
    street: Street, phone: Page
) -> None:
    link = street.at(street.stage.mailed("invitation", "mentee"))
    await phone.goto(link)
    await phone.get_by_label("Skills to build").fill("begun on the phone")
    street.stage.asks(FIRST, "mentee", "name_gaps", skills=["saved on the desk"])
    street.stage.asks(FIRST, "mentee", "propose_goals", goals=[GOAL])

    await phone.goto(link)

    assert await phone.get_by_label("Skills to build").input_value() == "saved on the desk"
    assert await phone.evaluate(STORED) == []
