"""A cohort launched from its files in a browser, by a manager who has nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as opened
from tests.entrypoints.cli.records import SAMPLES

PAGE = "/console/launch"
FILES = {"Program": "first-steps.yaml", "People": "people.csv", "Pairs": "pairs.csv"}
SOON = 15_000


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with opened(tmp_path / "installation", monkeypatch) as found:
        yield found


async def chooses(page: Page, folder: Path, **named: str) -> None:
    """Choose the three files of a folder."""
    for label, name in {**FILES, **named}.items():
        await page.get_by_label(label).set_input_files(folder / name)


async def test_mistakes_are_mended_and_the_cohort_is_launched_with_the_keyboard_alone(
    office: Office, desk: Page
) -> None:
    await office.lets_in(desk, "manager", ("first-steps",))
    await desk.goto(office.at(PAGE))
    await desk.get_by_label("Name of the cohort").focus()
    await desk.keyboard.type("autumn")
    await chooses(desk, SAMPLES / "broken", Program="program.yaml")
    await desk.get_by_role("button", name="Check the files").focus()
    await desk.keyboard.press("Enter")

    await expect(desk.get_by_role("alert")).to_contain_text("54 mistakes")
    await expect(desk.get_by_role("alert")).to_be_focused()
    await expect(desk.get_by_label("Name of the cohort")).to_have_value("autumn")

    await chooses(desk, SAMPLES)
    await desk.get_by_role("button", name="Check the files").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("heading", name="Launch autumn?")).to_be_visible()
    assert [one.name for one in office.stage.kept.cohorts.list()] == ["spring"]
    launch = desk.get_by_role("button", name="Launch 8 pairs")
    await launch.focus()
    await desk.keyboard.press("Enter")

    await expect(desk.get_by_text("All 8 pairs are open")).to_be_visible()
    await desk.reload()
    await desk.get_by_role("link", name="To the board of autumn").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("link", name="Aligning 8")).to_be_visible()


async def test_progress_is_seen_without_reloading(office: Office, desk: Page) -> None:
    await office.lets_in(desk)
    async with desk.expect_response("**/console/pulse"):
        await desk.goto(office.at(f"{PAGE}/spring"))
    await expect(desk.get_by_text("2 of 8 pairs have opened.")).to_be_visible()
    cohort = office.stage.kept.cohorts.get("spring")
    (_, third) = office.stage.kept.cohorts.unopened("spring")[0]

    office.stage.open(office.stage.kept, cohort, third)

    await expect(desk.get_by_text("3 of 8 pairs have opened.")).to_be_visible(timeout=SOON)
    await expect(desk.get_by_role("progressbar")).to_have_attribute("value", "3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_launch_is_there_for_everybody(
    office: Office, phone: Page, desk: Page, scheme: str
) -> None:
    for page in (phone, desk):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await office.lets_in(page)

        async def is_fine(page: Page = page) -> None:
            assert await violations(page) == []
            assert await overhang(page) == 0

        await page.goto(office.at(PAGE))
        await is_fine()
        await page.get_by_label("Name of the cohort").fill("autumn")
        await chooses(page, SAMPLES / "broken", Program="program.yaml")
        workbook = FilePayload(name="people.xlsx", mimeType="text/csv", buffer=b"PK\x03\x04")
        await page.get_by_label("People").set_input_files(workbook)
        await page.get_by_role("button", name="Check the files").click()
        await expect(page.get_by_text("this is a workbook")).to_be_visible()
        await is_fine()
        await chooses(page, SAMPLES)
        await page.get_by_role("button", name="Check the files").click()
        for summary in await page.locator("summary").all():
            await summary.click()
        await is_fine()
        await page.get_by_role("button", name="Launch").click()
        await page.wait_for_url("**/launch/autumn")
        await is_fine()
