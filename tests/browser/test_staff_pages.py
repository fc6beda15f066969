"""Every page of the door, of one's account and of the staff: on a phone, in light and dark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Page

from domain.staff.model import Deed, Staff
from entrypoints.web.staff import passwords
from entrypoints.web.staff.tickets import first_link, issue
from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as office_of
from tests.entrypoints.web.visitor import PASSWORD

LONG = "Wilhelmina Featherstonehaugh-Cholmondeley of the Very Long Name"
PROGRAMS = ("career-growth", "leadership-for-women-in-engineering-and-operations")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The console of a stage."""
    async with office_of(tmp_path / "installation", monkeypatch) as found:
        yield found


async def is_fine(page: Page) -> None:
    """Nothing is wrong with the page for anybody, in light and in dark, and nothing sticks out."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        assert await violations(page) == [], f"{page.url} {scheme}"
    assert await overhang(page) == 0, page.url


async def named_at_length(office: Office, page: Page) -> Staff:
    """A manager with a long name, who has a password."""
    staff = await office.lets_in(page, "manager", PROGRAMS)
    store = office.stage.kept.staff
    store.change(staff.model_copy(update={"name": LONG}))
    store.keep(staff.id, password=passwords.hashed(PASSWORD))
    return staff


async def test_the_pages_of_the_door_are_for_everybody(office: Office, phone: Page) -> None:
    store = office.stage.kept.staff
    first = first_link(store, office.stage.real())
    assert first is not None
    for path in (first, "/enter/nothing", "/sign-in", "/sign-in?done=organisation_unknown"):
        await phone.goto(office.at(path))
        await is_fine(phone)
    await phone.get_by_role("button", name="Sign in").tap()
    await phone.get_by_text("The address or the password is not right.").wait_for()
    await is_fine(phone)

    staff = await named_at_length(office, phone)
    await phone.goto(office.at(issue(store, staff.id, office.stage.real())))
    await phone.get_by_role("button", name="Come in").tap()
    await phone.get_by_text("Please take at least 12 characters").wait_for()
    await is_fine(phone)


async def test_the_pages_of_ones_account_are_for_everybody(office: Office, phone: Page) -> None:
    staff = await named_at_length(office, phone)
    for path in ("/account", "/account/password", "/account/tokens"):
        await phone.goto(office.at(path))
        await is_fine(phone)
    await phone.get_by_role("button", name="Make the token").tap()
    await phone.get_by_text("Please say what it is for").wait_for()
    await is_fine(phone)
    await phone.get_by_label("What is it for?").fill("Nightly export to the staff directory")
    await phone.get_by_text("read cohorts, their boards and reports").tap()
    await phone.get_by_role("button", name="Make the token").tap()
    await phone.get_by_label("Token", exact=True).wait_for()
    await is_fine(phone)
    await phone.get_by_role("link", name="I have kept it").tap()
    await phone.get_by_role("button", name="End Nightly export").wait_for()
    await is_fine(phone)

    await phone.goto(office.at("/account/codes"))
    await is_fine(phone)
    app = pyotp.TOTP((await phone.locator("code.key").inner_text()).replace(" ", ""))
    await phone.get_by_label("The six digits").fill(app.at(office.stage.real()))
    await phone.get_by_label("Your password").fill(PASSWORD)
    await phone.get_by_role("button", name="Turn it on").tap()
    await phone.get_by_role("heading", name="Your recovery codes").wait_for()
    await is_fine(phone)
    for path in ("/account/codes", "/account"):
        await phone.goto(office.at(path))
        await is_fine(phone)
    await phone.get_by_role("button", name="Sign out").tap()
    await phone.get_by_label("E-mail").fill(staff.email)
    await phone.get_by_label("Password").fill(PASSWORD)
    await phone.get_by_role("button", name="Sign in").tap()
    await phone.get_by_label("Code").wait_for()
    await is_fine(phone)


async def test_the_pages_about_the_staff_are_for_everybody(office: Office, phone: Page) -> None:
    staff = await named_at_length(office, phone)
    for number in range(60):
        deed = Deed(
            at=office.stage.real(),
            staff=staff.id,
            name=LONG,
            via="console",
            act="launched a cohort",
            about="spring-of-the-year-2027-with-a-name-that-has-no-end" * 2,
            outcome="status 422" if number % 5 == 0 else "",
        )
        office.stage.kept.staff.log(deed)
    await office.lets_in(phone, "admin")
    for path in ("", "/invite", "/log", "/log?staff=nobody", f"/{staff.id}"):
        await phone.goto(office.at(f"/console/staff{path}"))
        await is_fine(phone)
    await phone.get_by_role("button", name="Make a new link").tap()
    await phone.get_by_label("Link").wait_for()
    await is_fine(phone)
    await phone.goto(office.at(f"/console/staff/{staff.id}"))
    await phone.get_by_role("button", name="Switch").tap()
    await phone.get_by_text("Switched off: their sessions").wait_for()
    await is_fine(phone)
    await phone.goto(office.at("/console/staff/invite"))
    await phone.get_by_role("button", name="Invite").tap()
    await phone.get_by_text("Please fill this in.").first.wait_for()
    await is_fine(phone)


async def test_the_browsers_time_zone_is_one_tap_away(office: Office, phone: Page) -> None:
    browser = phone.context.browser
    assert browser is not None
    context = await browser.new_context(timezone_id="Europe/Lisbon")
    page = await context.new_page()
    staff = await office.lets_in(page, "viewer")
    await page.goto(office.at("/account"))

    await page.get_by_role("button", name="Use Europe/Lisbon").click()
    await page.get_by_role("button", name="Save").click()

    await page.get_by_text("Times are in Lisbon, your time zone.").wait_for()
    assert office.stage.kept.staff.get(staff.id).timezone == "Europe/Lisbon"
    await context.close()
