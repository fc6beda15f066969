"""How a page keeps itself up to date under the hands of whoever looks at it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from entrypoints.web.render import STATIC
from tests.browser.console import Office
from tests.browser.console import office as opened

HEAD = '<!doctype html><html lang="en"><head><title>A page</title></head>'
SCRIPT = '<script src="/static/live.js" defer></script>'
STATUS = '<p id="live" role="status"></p>'
SOON = 15_000


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with opened(tmp_path / "installation", monkeypatch) as found:
        yield found


class Desk:
    """A page whose server the test plays, and its regions as they are to come next."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.content = ""
        self.mark = 0
        self.away = False

    async def shows(self, content: str) -> None:
        """What the page has from now on; its script need not wait for its next beat."""
        self.content = content
        self.mark += 1
        await self.page.evaluate("dispatchEvent(new Event('online'))")

    async def opens(self, content: str) -> None:
        """Look at the page, until its script knows how things stand."""
        await self.shows(content)
        await self.page.route("**/*", self._answer)
        async with self.page.expect_response("**/console/pulse"):
            await self.page.goto("http://console.test/console")

    async def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix("http://console.test")
        if path == "/static/live.js":
            await route.fulfill(path=STATIC / "live.js")
        elif self.away:
            await route.abort()
        elif path == "/console/pulse":
            await route.fulfill(body=str(self.mark))
        else:
            await route.fulfill(
                body=f"{HEAD}<body>{self.content}{STATUS}{SCRIPT}</body></html>",
                content_type="text/html",
            )


@pytest.fixture
def at(desk: Page) -> Desk:
    return Desk(desk)


def rows(**texts: str) -> str:
    """A list whose parts have names."""
    items = "".join(f'<li id="{id_}">{text}</li>' for id_, text in texts.items())
    return f'<ul id="rows" data-live>{items}</ul>'


async def seen(page: Page, what: str) -> Any:
    return await page.evaluate(what)


async def test_what_has_changed_appears_and_the_rest_is_not_touched(at: Desk) -> None:
    await at.opens(rows(ana="Ana: 70", ben="Ben: 50") + "<p id=other>old</p>")
    await seen(at.page, "window.ana = document.getElementById('ana')")

    await at.shows(rows(cem="Cem: 10", ana="Ana: 70", ben="Ben: 40") + "<p id=other>new</p>")

    await expect(at.page.locator("li")).to_have_text(
        ["Cem: 10", "Ana: 70", "Ben: 40"], timeout=SOON
    )
    assert await seen(at.page, "window.ana === document.getElementById('ana')")
    await expect(at.page.locator("#other")).to_have_text("old")

    await at.shows(rows(ben="Ben: 40", cem="Cem: 10"))

    await expect(at.page.locator("li")).to_have_text(["Ben: 40", "Cem: 10"], timeout=SOON)


async def test_what_somebody_types_or_has_opened_stays_until_they_are_done(at: Desk) -> None:
    form = "<form><input id=note value=''><span>{}</span></form>"
    more = "<details><summary>Why</summary>{}</details>"
    page = f"<div id=a data-live>{form}{more}</div>"
    await at.opens(page.format("one", "first"))
    await at.page.locator("#note").fill("half a sent")
    await at.page.locator("summary").click()

    await at.shows(page.format("two", "second"))

    await expect(at.page.locator("span")).to_have_text("two", timeout=SOON)
    await expect(at.page.locator("#note")).to_have_value("half a sent")
    await expect(at.page.locator("details")).to_contain_text("first")
    await at.page.locator("summary").click()
    await expect(at.page.locator("details")).to_contain_text("second", timeout=SOON)
    await expect(at.page.locator("#note")).to_have_value("half a sent")


async def test_the_focus_goes_over_to_what_takes_the_place_of_what_had_it(at: Desk) -> None:
    await at.opens('<div id=a data-live><p>1 <a href="/x">one pair</a></p></div>')
    await at.page.locator("a").focus()

    await at.shows('<div id=a data-live><p>2 <a href="/x">two pairs</a></p></div>')

    await expect(at.page.locator("a")).to_have_text("two pairs", timeout=SOON)
    await expect(at.page.locator("a")).to_be_focused()


async def test_a_row_that_moves_keeps_the_focus_and_one_that_has_it_does_not_go(at: Desk) -> None:
    row = '<a href="/{0}">{0}</a>'
    names = {name: row.format(name) for name in ("ana", "ben", "cem")}
    await at.opens(rows(**names))
    await at.page.get_by_role("link", name="cem").focus()

    await at.shows(rows(cem=names["cem"], ana=names["ana"]))

    await expect(at.page.locator("li")).to_have_text(["cem", "ana"], timeout=SOON)
    await expect(at.page.get_by_role("link", name="cem")).to_be_focused()

    await at.shows(rows(ana=names["ana"], eva=row.format("eva")))

    await expect(at.page.get_by_role("link", name="eva")).to_be_visible(timeout=SOON)
    await expect(at.page.get_by_role("link", name="cem")).to_be_focused()
    await at.page.get_by_role("link", name="ana").focus()
    await at.shows(rows(ana=names["ana"], eva=row.format("eva")))
    await expect(at.page.locator("li")).to_have_text(["ana", "eva"], timeout=SOON)


async def test_without_a_connection_the_page_says_so_and_comes_back(at: Desk) -> None:
    await at.opens(rows(ana="Ana: 70"))
    at.away = True

    await expect(at.page.get_by_role("status")).to_contain_text("No connection", timeout=30_000)
    at.away = False
    await at.shows(rows(ana="Ana: 71"))

    await expect(at.page.locator("li")).to_have_text("Ana: 71", timeout=SOON)
    await expect(at.page.get_by_role("status")).to_have_text("")


async def test_a_cohort_that_is_launched_elsewhere_appears_without_reloading(
    office: Office, desk: Page
) -> None:
    await office.lets_in(desk)
    async with desk.expect_response("**/console/pulse"):
        await desk.goto(office.at("/console/cohorts"))
    await expect(desk.get_by_text("spring", exact=True)).to_be_visible()

    office.stage.launch("autumn")

    await expect(desk.get_by_text("autumn", exact=True)).to_be_visible(timeout=SOON)
    await expect(desk.get_by_role("status")).to_have_text("")


async def test_whoever_was_signed_out_meanwhile_is_told(office: Office, desk: Page) -> None:
    staff = await office.lets_in(desk)
    async with desk.expect_response("**/console/pulse"):
        await desk.goto(office.at("/console/cohorts"))

    office.stage.kept.staff.close_all(staff.id)

    await expect(desk.get_by_role("status")).to_contain_text("You are signed out", timeout=SOON)
