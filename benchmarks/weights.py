"""What a page costs on its way to a browser that has never been here: bytes, requests, hosts.

Counted by Chromium as they come over the wire, headers and static files included, on the pages of
a cohort that is large enough to fill every list.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.addresses import of_participants, of_staff, stalled
from benchmarks.crowd import CROWD, gather
from benchmarks.rows import Row
from benchmarks.served import Desk, pages_of
from entrypoints.bootstrap import open_store
from entrypoints.demo.world import demo_settings
from tests.browser import chromium

PAIRS = 1_000
MOST = 100_000
"""Bytes that a page may take with all that it needs."""


@dataclass
class Weight:
    """What came over the wire for one page."""

    size: int = 0
    requests: int = 0
    hosts: set[str] = field(default_factory=set)

    def asked(self, event: dict[str, Any]) -> None:
        """Something was asked for; what stands in the page itself is no request."""
        if event["request"]["url"].startswith("http"):
            self.requests += 1
            self.hosts.add(urlsplit(event["request"]["url"]).netloc)

    def came(self, event: dict[str, Any]) -> None:
        """Something has come, headers and all."""
        self.size += int(event["encodedDataLength"])


def main() -> Iterator[Row]:
    """Weigh pages of the staff and of participants."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = chromium.find(playwright.chromium.executable_path)
        assert path, "no Chromium was found"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with sample(Path(folder)) as (desk, pages):
            for what, page in pages.items():
                yield row(f"bytes of a page: {what}", weigh(browser, desk, page), desk)
        browser.close()


@contextmanager
def sample(folder: Path) -> Iterator[tuple[Desk, dict[str, str]]]:
    """Pages of a cohort that fills them."""
    settings = demo_settings(folder)
    with open_store(settings) as store:
        gather(store, PAIRS)
        case = stalled(store, f"{CROWD}-0-")
        staff = of_staff(store, case)
        with pages_of(settings, store) as desk:
            yield desk, staff | of_participants(settings, store, case.mentorship)


def weigh(browser: Browser, desk: Desk, path: str) -> Weight:
    """Open a page in a browser that has nothing in its cache."""
    context = browser.new_context()
    for cookie in desk.client.cookies.jar:
        context.add_cookies(
            [{"name": cookie.name, "value": cookie.value or "", "url": desk.address}]
        )
    page = context.new_page()
    weight = watched(page)
    answer = page.goto(f"{desk.address}{path}", wait_until="load")
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"
    context.close()
    return weight


def watched(page: Page) -> Weight:
    """Count from now on what a page asks for."""
    weight, wire = Weight(), page.context.new_cdp_session(page)
    wire.on("Network.requestWillBeSent", weight.asked)
    wire.on("Network.loadingFinished", weight.came)
    wire.send("Network.enable")
    return weight


def row(what: str, weight: Weight, desk: Desk) -> Row:
    """How that stands against the goal; another host than ours would be a mistake."""
    assert weight.hosts == {urlsplit(desk.address).netloc}, weight.hosts
    return Row(
        what=what,
        figure=f"{weight.size / 1000:.1f} kB in {weight.requests} requests, none elsewhere",
        against=f"goal, {MOST / 1000:.0f} kB",
        ratio=weight.size / MOST,
        goal=1,
        at_most=True,
    )
