"""The pages of webhooks for everybody who has to read them, with much and with nothing on them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from domain.webhooks.model import DeadLetter, Progress
from tests.browser.axe import overhang, violations
from tests.browser.console import Office
from tests.browser.console import office as opened
from tests.domain.webhooks.samples import NOON, webhook

LIST = "/console/webhooks"
LONG = "https://receiver.example.org/" + "very-long-path/" * 12 + "?token=" + "a" * 90
FAILING = Progress(
    position=1, attempts=3, error="503 Service Unavailable: " + "overloaded " * 12, next_at=NOON
)
ALL = webhook()
BUSY = webhook(
    id="b2c4d6e8f0a1",
    url=LONG,
    types=("meeting_held", "mentorship_closed", "survey_answered", "episode_opened"),
    programs=("career-growth", "first-steps"),
)
ASLEEP = webhook(id="c3d5e7f9a1b2", paused="The receiver answered 410 Gone.")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with opened(tmp_path / "installation", monkeypatch) as found:
        yield found


def fill(office: Office) -> None:
    """Three subscriptions: one in order, one in trouble with dead letters, one asleep."""
    store = office.stage.kept.webhooks
    for one in (ALL, BUSY, ASLEEP):
        store.add(one)
    store.keep(ALL.id, 1, Progress(position=store.newest(), delivered=NOON))
    for position in range(1, 31):
        letter = DeadLetter(
            webhook=BUSY.id,
            event=f"event-{position}",
            position=position,
            type="mentorship_opened",
            mentorship="spring-N01-M01",
            attempts=9,
            error="500 Internal Server Error: " + "no " * 30,
            at=NOON,
        )
        store.keep(BUSY.id, 1, FAILING, letter)


async def complaints(page: Page, address: str) -> list[str]:
    """What is wrong with a page, in light and in dark."""
    await page.goto(address)
    for more in await page.locator("main details > summary").all():
        await more.click()
    found = await violations(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in await violations(page, "color-contrast")]
    await page.emulate_media(color_scheme="light")
    wide = await overhang(page)
    return [*found, f"sticks out by {wide} pixels"] if wide else found


async def test_no_page_of_webhooks_has_a_violation_or_sticks_out(
    office: Office, phone: Page, desk: Page
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, page in (("phone", phone), ("desk", desk)):
        await office.lets_in(page, "ops")
        wrong[f"{name}: nothing yet"] = await complaints(page, office.at(LIST))
    fill(office)
    for name, page in (("phone", phone), ("desk", desk)):
        for path in (LIST, *(f"{LIST}/{one.id}" for one in (ALL, BUSY, ASLEEP))):
            wrong[f"{name}: {path}"] = await complaints(page, office.at(path))

    assert {place: found for place, found in wrong.items() if found} == {}


async def test_a_webhook_is_added_with_the_keyboard_alone(office: Office, desk: Page) -> None:
    await office.lets_in(desk, "ops")
    await desk.goto(office.at(LIST))

    await desk.get_by_label("Where to?").focus()
    await desk.keyboard.type("https://example.org/tandem")
    await desk.keyboard.press("Enter")

    await desk.wait_for_selector("#secret")
    assert (await desk.locator("#secret").input_value()).startswith("whsec_")
    assert await violations(desk) == []
    (made,) = office.stage.kept.webhooks.list()
    assert made.url == "https://example.org/tandem"
