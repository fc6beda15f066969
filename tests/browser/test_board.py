"""The board of a cohort under the hands of a manager."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as opened
from tests.entrypoints.web.boards import fill
from tests.entrypoints.web.stage import FIRST

SOON = 15_000
BOARD = "/console/cohorts/spring"
LONG = "Wilhelmina Alexandra Featherstonehaugh-Cholmondeley van den Bergh"


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with opened(tmp_path / "installation", monkeypatch) as found:
        yield found


async def watches(office: Office, page: Page, path: str) -> None:
    """Look at a page until it knows how things stand."""
    async with page.expect_response("**/console/pulse"):
        await page.goto(office.at(path))


async def test_a_fact_appears_on_the_board_while_somebody_searches(
    office: Office, desk: Page
) -> None:
    await office.lets_in(desk)
    await watches(office, desk, BOARD)
    search = desk.get_by_role("searchbox")
    await search.press_sequentially("half a na")
    row = desk.locator(f"#pair-{FIRST}")
    await expect(row).to_contain_text("Aligning")

    office.stage.aligns()

    await expect(row).to_contain_text("Active", timeout=SOON)
    await expect(desk.get_by_role("link", name="Active 1")).to_be_visible()
    await expect(search).to_have_value("half a na")
    await expect(search).to_be_focused()


async def test_the_points_of_a_health_stay_open_while_other_pairs_change(
    office: Office, desk: Page
) -> None:
    fill(office.stage, 2, lambda _: {"health": 10, "band": "at_risk"})
    await office.lets_in(desk)
    await watches(office, desk, BOARD)
    await desk.locator("#pairs summary").first.focus()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Recent contact").first).to_be_visible()

    office.stage.aligns()

    await expect(desk.locator(f"#pair-{FIRST}")).to_contain_text("Active", timeout=SOON)
    await expect(desk.get_by_text("Recent contact").first).to_be_visible()
    await expect(desk.locator("#pairs summary").first).to_be_focused()


async def test_a_manager_comes_to_a_pair_with_the_keyboard_alone(
    office: Office, desk: Page
) -> None:
    fill(office.stage, 60, lambda n: {"health": 99 - n % 60})
    await office.lets_in(desk)
    await desk.goto(office.at("/console/cohorts"))

    async def goes_to(name: str) -> None:
        link = desk.get_by_role("link", name=name, exact=True)
        for _ in range(200):
            await desk.keyboard.press("Tab")
            if await link.evaluate("one => one === document.activeElement"):
                break
        await expect(link).to_be_focused()
        await desk.keyboard.press("Enter")

    await goes_to("spring")
    await goes_to("Active 60")
    await goes_to("Next page")
    await goes_to("Mentee 00009")

    await desk.wait_for_url("**/console/pairs/spring-E00009-M00009")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/console/cohorts", BOARD, f"{BOARD}?q=nobody", f"{BOARD}?late=yes"]
)
async def test_boards_are_there_for_everybody(
    office: Office, phone: Page, desk: Page, path: str, scheme: str
) -> None:
    kinds: list[dict[str, Any]] = [
        {"mentee": LONG, "mentor": LONG, "open_episodes": ["no_contact", "meetings_missed"]},
        {"health": 12, "band": "at_risk", "due": office.stage.now.replace(year=2026)},
        {"stage": "closed", "outcome": "ended_early", "band": "closed", "due": None},
        {"health": None, "band": "new"},
        {"parts": None, "contact_at": None, "waits_for": "a" * 60},
        {"stage": "paused"},
    ]
    fill(office.stage, len(kinds), lambda n: kinds[n])
    for page in (phone, desk):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await office.lets_in(page)
        await page.goto(office.at(path))
        for summary in await page.locator("#pairs summary").all():
            await summary.click()

        assert await violations(page) == []
        assert await overhang(page) == 0
