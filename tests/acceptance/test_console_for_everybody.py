"""The inbox and the pairs of the console in a real browser, for everybody who works with them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from entrypoints.web.console.pair.parts import PARTS
from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as opened
from tests.browser.keyboard import Keyboard
from tests.entrypoints.web.stage import FIRST, SECOND

OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SOON = 15_000
LONG = "Wolfeschlegelsteinhausenbergerdorff"
INBOX, CASE, PAIR = "/console/inbox", f"/console/inbox/{FIRST}/1", f"/console/pairs/{FIRST}"


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Two pairs that nobody has signed for, one of them with a concern as well."""
    async with opened(tmp_path / "installation", monkeypatch) as found:
        stage = found.stage
        stage.passes(days=24)
        stage.passes(SECOND, days=0)
        stage.asks(SECOND, "mentee", "raise_concern", text=f"He is never there, {LONG} {LONG}.")
        yield found


async def test_the_inbox_is_cleared(office: Office, desk: Page) -> None:
    await office.lets_in(desk)
    await desk.goto(office.at(INBOX))
    await desk.get_by_role("link", name="a concern 1").click()
    await desk.get_by_role("link", name="Other actions").click()
    await desk.get_by_text("Dismiss the case", exact=True).first.click()
    await desk.get_by_label("Why is there nothing to do?").fill("They have talked.")
    await desk.get_by_role("button", name="Dismiss the case").click()
    await desk.get_by_text("is dismissed.").wait_for()

    await desk.get_by_role("button", name="Decide on all 2").click()
    await desk.get_by_text("End it", exact=True).click()
    await desk.get_by_label("Reason for the end").select_option("left_organisation")
    await desk.get_by_role("button", name="Try it out").click()
    await desk.get_by_text("2 of 2 can be decided so.").wait_for()
    assert office.stage.state().stage == "aligning"
    await desk.get_by_role("button", name="End it now: 2 cases").click()
    await desk.get_by_role("heading", name="2 decided").wait_for()
    await desk.get_by_role("link", name="To the inbox").click()

    await desk.get_by_text("Nothing needs you now.").wait_for()
    assert {office.stage.state(pair).outcome for pair in (FIRST, SECOND)} == {"never_started"}


async def test_a_case_is_decided_with_the_keyboard_alone(office: Office, desk: Page) -> None:
    await office.lets_in(desk)
    await desk.goto(office.at(INBOX))
    keys = Keyboard(desk)

    await keys.presses("Log a call")
    await keys.writes("What was said?", "Both will sign on Monday.")
    await keys.presses("Log the call")

    await desk.get_by_text("is noted. The case stays open.").wait_for()
    noted = [office.stage.facts(pair).count("episode_decided") for pair in (FIRST, SECOND)]
    assert sum(noted) == 1


async def test_the_mail_is_read_before_it_goes_out(office: Office, phone: Page) -> None:
    await office.lets_in(phone)
    await phone.goto(office.at(f"{CASE}#others"))
    await phone.get_by_text("Other actions").tap()
    await phone.get_by_text("Write to them", exact=True).tap()
    await phone.get_by_label("Your words to them").fill("Please sign by <Friday>.")
    await phone.get_by_role("button", name="See the mail first").tap()

    await expect(phone.locator(".letter").first).to_contain_text("> Please sign by <Friday>.")
    assert await overhang(phone) == 0
    await phone.get_by_role("button", name="Send this").tap()
    await phone.get_by_text("are on their way.").wait_for()


async def test_a_case_that_comes_up_appears_without_reloading(office: Office, desk: Page) -> None:
    await office.lets_in(desk)
    async with desk.expect_response("**/console/pulse"):
        await desk.goto(office.at(INBOX))
    await expect(desk.locator(".case")).to_have_count(3)
    await desk.get_by_label("Choose").first.check()

    office.stage.asks(FIRST, "mentor", "raise_concern", text="She has never answered.")

    await expect(desk.get_by_text("She has never answered.")).to_be_visible(timeout=SOON)
    await expect(desk.get_by_label("Choose").first).to_be_checked()


async def test_the_time_line_grows_without_reloading(office: Office, desk: Page) -> None:
    await office.lets_in(desk)
    async with desk.expect_response("**/console/pulse"):
        await desk.goto(office.at(f"{PAIR}/timeline"))

    office.stage.asks(FIRST, "mentor", "share_experience", experience=["talks"], style="advisory")

    await expect(desk.get_by_text("can share talks")).to_be_visible(timeout=SOON)


def paths() -> Iterator[str]:
    """Every page of the inbox and of a pair."""
    yield from (INBOX, f"{INBOX}?trigger=fit", CASE, f"/console/inbox/{SECOND}/2")
    yield from (f"{INBOX}/several?all=yes", f"{INBOX}/several")
    yield from (f"{PAIR}/{part}".rstrip("/") for part in (*PARTS, "act"))
    yield from (f"{PAIR}?at=2027-01-05", f"{PAIR}?at=nonsense", f"/console/pairs/{SECOND}/surveys")


async def test_no_page_has_a_violation_or_sticks_out_of_a_phone(
    office: Office, phone: Page
) -> None:
    office.stage.asks(FIRST, "mentee", "propose_goals", goals=[long_goal()])
    await office.lets_in(phone)
    wrong: dict[str, list[str]] = {}
    for path in paths():
        await phone.goto(office.at(path))
        await phone.evaluate(OPEN)
        wrong[path] = await complaints(phone)

    assert {path: found for path, found in wrong.items() if found} == {}


async def test_a_dry_run_and_its_end_have_no_violation(office: Office, phone: Page) -> None:
    await office.lets_in(phone)
    await phone.goto(office.at(f"{INBOX}/several?all=yes"))
    await phone.get_by_text("Wait a little").tap()
    await phone.get_by_role("button", name="Try it out").tap()
    await phone.get_by_text("Nothing has been done yet.").wait_for()
    assert await complaints(phone) == []
    await phone.get_by_role("button", name="Put it off").tap()
    await phone.get_by_role("heading", name="3 decided").wait_for()

    assert await complaints(phone) == []


def long_goal() -> dict[str, object]:
    """A goal with words that have no end."""
    levels = dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), LONG * 3)
    return {
        "id": "g1",
        "statement": LONG * 3,
        "measure": LONG * 3,
        "target_date": "2027-05-01",
        "levels": levels,
    }


async def complaints(page: Page) -> list[str]:
    """What is wrong with a page, in light and in dark."""
    await page.emulate_media(color_scheme="light")
    found = await violations(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in await violations(page, "color-contrast")]
    if wide := await overhang(page):
        found.append(f"sticks out by {wide} pixels")
    return found
