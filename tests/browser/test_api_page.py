"""The reference of the API for everybody who has to read it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as opened


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with opened(tmp_path / "installation", monkeypatch) as found:
        yield found


async def test_the_reference_is_read_by_everybody_at_every_width(
    office: Office, phone: Page, desk: Page
) -> None:
    for page in (phone, desk):
        await page.goto(office.at("/api"))
        assert await overhang(page) == 0
        assert await violations(page) == []
        await page.emulate_media(color_scheme="dark")
        assert await violations(page, "color-contrast") == []


async def test_an_operation_is_found_from_the_contents(office: Office, desk: Page) -> None:
    await desk.goto(office.at("/api"))
    await desk.get_by_role("link", name="Give a command").first.click()

    assert desk.url.endswith("#giveCommand")
    place = desk.get_by_role("region", name="Give a command")
    await place.get_by_text("/api/v1/mentorships/{pair}/commands", exact=True).wait_for()
