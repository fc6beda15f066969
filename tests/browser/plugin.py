"""A headless Chromium for the tests that look at pages as people do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tests.browser import chromium

MISSING = (
    "browser tests did not run: no Chromium was found. Install one (apt-get install chromium), or"
    " name it in TANDEM_TEST_CHROMIUM"
)
PATIENCE = 15_000  # milliseconds that a page may take for anything
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}


def pytest_report_header() -> str:
    return f"Chromium: {chromium.on_path() or 'none of the system'}"


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser, one for all tests."""
    async with async_playwright() as playwright:
        path = chromium.find(playwright.chromium.executable_path)
        if path is None and chromium.required():
            pytest.fail(MISSING)
        if path is None:
            pytest.skip(MISSING)
        found = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        await found.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """A page on a phone; whatever a script of it complains about fails the test."""
    async with somebody(browser, PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Page]:
    """A page on a desk, wide; whatever a script of it complains about fails the test."""
    async with somebody(browser, DESK) as page:
        yield page


@asynccontextmanager
async def somebody(
    browser: Browser, size: ViewportSize, *, has_touch: bool = False
) -> AsyncIterator[Page]:
    """Somebody with a browser of their own."""
    context = await browser.new_context(
        viewport=size, has_touch=has_touch, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert complaints == []
