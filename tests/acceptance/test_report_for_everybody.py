"""The report of a cohort, for everybody who has to read it: on a phone, in the dark, on paper."""

import pytest
from playwright.async_api import Page

from adapters.store.projector import Projector
from domain.staff.model import Staff
from entrypoints.web.staff.tickets import issue
from tests.browser.axe import overhang, violations
from tests.entrypoints.web.stage import FIRST
from tests.entrypoints.web.street import Street
from tests.entrypoints.web.visitor import PASSWORD

HOME = "/console/cohorts/spring/report"
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SEEN = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => one.checkVisibility()).length"""
CUT = """() => [...document.querySelectorAll('svg.picture text')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < -1 || box.right > innerWidth + 1;
}).map((one) => one.textContent)"""
ATOP = """() => [...document.querySelectorAll('svg.picture')].flatMap((picture) => {
  const boxes = [...picture.querySelectorAll('text')].map((one) => [one.textContent,
    one.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], n) => boxes.slice(n + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right)
    .filter(([, b]) => a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${name} / ${other}`));
})"""


@pytest.fixture
def reviewed(street: Street) -> Street:
    """A pair that was seen through its reviews, and one that never signed."""
    stage = street.stage
    stage.aligns()
    stage.lives_until("closing", FIRST)
    for role in ("mentee", "mentor"):
        answers = {"satisfaction": 8, "recommend": 9}
        stage.asks(FIRST, role, "answer_survey", survey="final", answers=answers)
    Projector(stage.kept.engine, stage.kept.events).catch_up()
    return street


async def signs_in(page: Page, street: Street) -> None:
    """Vera, who may look at everything."""
    stage = street.stage
    vera = Staff(
        id="vera",
        email="vera@example.org",
        name="Vera Viewer",
        role="viewer",
        created=stage.real(),
    )
    stage.kept.staff.add(vera)
    await page.goto(street.at(issue(stage.kept.staff, "vera", stage.real())))
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.locator("main button").click()
    await page.wait_for_url("**/console/**")


async def test_the_report_has_no_violation_on_a_phone_and_cuts_off_nothing(
    reviewed: Street, phone: Page
) -> None:
    await look_at_all(phone, reviewed)


async def test_the_report_has_no_violation_on_a_desk_and_cuts_off_nothing(
    reviewed: Street, desk: Page
) -> None:
    await look_at_all(desk, reviewed)


async def look_at_all(page: Page, reviewed: Street) -> None:
    """Look at the report and at the pairs behind a number, by day and by night."""
    await signs_in(page, reviewed)
    for path in (HOME, f"{HOME}/outcomes/closing"):
        await page.goto(reviewed.at(path))
        await page.evaluate(OPEN)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await violations(page) == [], f"{path} in {scheme}"
        assert await overhang(page) == 0
        assert await page.evaluate(CUT) == []
        assert await page.evaluate(ATOP) == []


async def test_with_the_keyboard_alone_one_comes_from_a_number_to_its_pairs(
    reviewed: Street, desk: Page
) -> None:
    await signs_in(desk, reviewed)
    await desk.goto(reviewed.at(HOME))
    for _ in range(30):
        await desk.keyboard.press("Tab")
        if await desk.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    await desk.keyboard.press("Enter")
    for _ in range(2):
        await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await desk.wait_for_url(f"**{HOME}/outcomes/**")

    assert await desk.locator("a[href^='/console/pairs/spring-']").count() > 0


async def test_on_paper_there_are_figures_and_definitions_and_nothing_to_press(
    reviewed: Street, desk: Page
) -> None:
    await signs_in(desk, reviewed)
    await desk.goto(reviewed.at(HOME))

    await desk.emulate_media(media="print")

    for gone in (".top", ".crumbs", ".exports", ".foot"):
        assert await desk.evaluate(SEEN, gone) == 0, gone
    assert await desk.evaluate(SEEN, ".figure .definition") == 9
    assert await desk.evaluate(SEEN, ".figure svg.picture") > 3
    assert await desk.evaluate(SEEN, "#attainment ~ .chart td, #satisfaction ~ .chart td") > 3
    assert await desk.evaluate(SEEN, "summary") == 0
    assert (await desk.pdf()).startswith(b"%PDF")
