"""The console of a real installation with a sample in it, from the first admin's link on."""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.async_api import Browser, Page

from tests.acceptance.installation import SAMPLES, Installation, until
from tests.browser.keyboard import Keyboard
from tests.browser.plugin import DESK, somebody

Case = dict[str, Any]
SAMPLE = "new-leads"
PAIR = "spring-N01-M01"
GOAL = {
    "id": "g1",
    "statement": "Lead a project from first idea to delivery",
    "measure": "Delivered milestones",
    "target_date": "2100-01-01",
    "levels": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "in words"),
}
ALIGNMENT: tuple[tuple[str, str, Case], ...] = (
    ("mentee", "propose_goals", {"goals": [GOAL]}),
    ("mentee", "name_gaps", {"skills": ["planning"]}),
    ("mentor", "share_experience", {"experience": ["projects"], "style": "advisory"}),
    ("mentor", "set_expectations", {"expectations": {"channel": "by video"}}),
    ("mentee", "set_expectations", {"expectations": {"channel": "by video"}}),
    ("mentor", "sign_agreement", {}),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("console") / "data", "--sample") as office:
        yield office


@pytest.fixture(scope="module")
async def admins(browser: Browser, office: Installation) -> AsyncIterator[list[Any]]:
    """What the browser of the first admin keeps, once they have come in by the link."""
    link = re.findall(r"http://\S+/enter/\S+", "".join(office.said))[0]
    async with somebody(browser, DESK) as page:
        await page.goto(link)
        await page.get_by_label("Your name").fill("Ada Admin")
        await page.get_by_label("E-mail").fill("ada@example.org")
        await page.get_by_label("Choose a password").fill("a window above the harbour")
        await page.get_by_role("button", name="Come in").click()
        await page.wait_for_url("**/console/**")
        yield await page.context.cookies()


@pytest.fixture
async def desk(desk: Page, admins: list[Any], office: Installation) -> Page:
    """The first admin's desk, at the front page of the console."""
    await desk.context.add_cookies(admins)
    port = (office.folder / "web-port").read_text(encoding="ascii").strip()
    await desk.goto(f"http://localhost:{port}/console")
    return desk


def silent(office: Installation) -> Case:
    """The case of a pair that has fallen silent, and has no other one."""
    cases: list[Case] = office.facts("inbox")
    pairs = [case["mentorship"] for case in cases]
    return next(
        case
        for case in cases
        if case["trigger"] == "no_contact" and pairs.count(case["mentorship"]) == 1
    )


async def test_a_stalled_pair_is_found_and_understood_and_helped_with_the_keyboard_alone(
    desk: Page, office: Installation
) -> None:
    case, keys = silent(office), Keyboard(desk)
    names = f"{case['mentee']} and {case['mentor']}"

    await keys.presses("Inbox")
    await keys.presses(names)
    (evidence,) = case["evidence"]
    await desk.get_by_text(evidence).first.wait_for()
    await keys.presses("The whole explanation")
    await desk.get_by_text("The facts that opened it").first.wait_for()
    await desk.go_back()
    await keys.writes("What was said?", "I called both; they meet on Tuesday.")
    await keys.presses("Log the call")
    await desk.locator(".note.good").wait_for()
    await keys.presses(names)
    await keys.goes_to("Other actions")
    await keys.press("Enter")
    await keys.goes_to("Dismiss the case")
    await keys.press("Enter")
    await keys.writes("Why is there nothing to do?", "They have a date.")
    await keys.presses("Dismiss the case")

    await desk.locator(".note.good").wait_for()
    assert await desk.get_by_role("link", name=names, exact=True).count() == 0
    assert case["id"] not in {one["id"] for one in office.facts("inbox")}
    told = office.facts("pair", "why", case["id"])
    assert "I called both" in str(told)


async def test_the_report_of_a_cohort_is_read_and_taken_along(desk: Page, tmp_path: Path) -> None:
    await desk.get_by_role("link", name="Cohorts", exact=True).click()
    await desk.get_by_role("link", name=f"Report of {SAMPLE}").click()
    await desk.get_by_role("heading", name=f"Report of {SAMPLE}").wait_for()
    await desk.get_by_text("24 pairs").first.wait_for()
    assert await desk.get_by_role("img").count() > 5

    book = await downloaded(desk, "XLSX, everything", tmp_path)
    lines = (await downloaded(desk, "CSV, pairs", tmp_path)).read_text(encoding="utf-8-sig")

    assert len(load_workbook(book).sheetnames) > 1
    assert len(list(csv.DictReader(lines.splitlines()))) == 24


async def test_a_cohort_is_launched_from_the_sample_files_and_signed_from_the_mail(
    desk: Page, phone: Page, office: Installation
) -> None:
    await desk.get_by_role("link", name="Launch", exact=True).first.click()
    await desk.locator("#name").fill("spring")
    await check(desk, pairs=SAMPLES / "broken" / "pairs.csv")
    await desk.get_by_role("rowheader", name="pairs.csv:2").first.wait_for()
    await check(desk, pairs=SAMPLES / "pairs.csv")
    await desk.get_by_role("button", name="Launch 8 pairs").click()
    await desk.get_by_text("All 8 pairs are open").wait_for()
    await asyncio.to_thread(until, lambda: len(invitations(office)) == 2 * 8)

    for by, command, data in ALIGNMENT:
        office.asks(PAIR, by, command, **data)
    await phone.goto(link_in(invitations(office)[f"{PAIR}/1/1"]))
    await phone.get_by_role("button", name="Save and sign").tap()
    await phone.get_by_text("signed").first.wait_for()

    await desk.get_by_role("link", name="To the board of spring").click()
    await desk.get_by_role("link", name="Active").click()
    await desk.get_by_role("link", name="Sefa Doğan").wait_for()
    assert await desk.get_by_role("link", name="Raj Malhotra").count() == 0


async def check(desk: Page, pairs: Path) -> None:
    """Choose the sample files, but for the pairs, and have them checked."""
    await desk.locator("#program").set_input_files(SAMPLES / "first-steps.yaml")
    await desk.locator("#people").set_input_files(SAMPLES / "people.csv")
    await desk.locator("#pairs").set_input_files(pairs)
    await desk.get_by_role("button", name="Check the files").click()


def invitations(office: Installation) -> dict[str, Message]:
    """The invitations that have been delivered, by their effects."""
    letters = (one for one in office.mail() if one["Tandem-Kind"] == "invitation")
    return {letter["Tandem-Effect"]: letter for letter in letters}


def link_in(letter: Message) -> str:
    """The personal link of a letter."""
    (text,) = (part for part in letter.walk() if part.get_content_type() == "text/plain")
    content = text.get_payload(decode=True)
    assert isinstance(content, bytes)
    (link,) = re.findall(r"^http://\S+/a/\S+$", content.decode(), re.MULTILINE)
    return str(link)


async def downloaded(desk: Page, link: str, folder: Path) -> Path:
    """The file that a link leads to."""
    async with desk.expect_download() as waiting:
        await desk.get_by_role("link", name=link).click()
    download = await waiting.value
    file = folder / download.suggested_filename
    await download.save_as(file)
    return file
