"""The pictures of the documentation, taken anew: `python -m tests.browser.screenshots`.

They show the sample cohort, as `tandem up --sample` brings it in; no engine is needed to look.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, Page, ViewportSize, async_playwright
from temporalio.client import Client

from adapters.store.projector import Projector
from domain.mentorship.decide import next_due
from domain.mentorship.state import State
from domain.mentorship.storage import fold
from domain.mentorship.views import goal_attainment
from entrypoints.bootstrap import Store, make_links, open_store
from entrypoints.demo.files import SAMPLES
from entrypoints.demo.guide import invite
from entrypoints.demo.world import demo_settings
from entrypoints.lived.cohort import NAME
from entrypoints.lived.moving_in import write_down
from entrypoints.settings import Settings
from entrypoints.web.app import create_app
from entrypoints.web.server import listen, serving
from entrypoints.web.wiring import make_parts
from tests.browser import chromium
from tests.browser.plugin import PHONE
from workflows.ledger import Begin, Ledger

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESK: ViewportSize = {"width": 1280, "height": 860}
NOWHERE = "127.0.0.1:1"  # looking at pages asks no engine


class Studio(NamedTuple):
    """The sample's pages, and a browser in front of them."""

    settings: Settings
    store: Store
    browser: Browser

    async def desk(self) -> Page:
        """Somebody of the staff, who has come in by a link."""
        context = await self.browser.new_context(viewport=DESK, locale="en-GB")
        page = await context.new_page()
        link = await asyncio.to_thread(invite, self.store.staff, datetime.now(UTC))
        await page.goto(f"{self.settings.public_url}{link}")
        await page.get_by_label("Choose a password").fill("a window above the harbour")
        await page.get_by_role("button", name="Come in").click()
        return page

    async def phone(self) -> Page:
        """A participant, with a phone."""
        context = await self.browser.new_context(
            viewport=PHONE, device_scale_factor=2, has_touch=True, locale="en-GB"
        )
        return await context.new_page()

    def stalled(self) -> str:
        """Of the pairs in the inbox, the one whose goals have come furthest."""
        return max((case.mentorship for case in self.store.board.inbox()), key=self.attainment)

    def attainment(self, pair: str) -> float:
        """How far the goals of a pair have come."""
        state = fold(pair, self.store.events.stream(pair))
        return (state and goal_attainment(state)) or 0

    def survey(self, pair: str) -> str:
        """The link of the mentee's next review, which opens before it is due for this once."""
        state = fold(pair, self.store.events.stream(pair))
        assert state is not None
        ledger = Ledger(Begin(id=pair, state=state), state.at)
        while not (review := asked(ledger.state)):
            due = next_due(ledger.state)
            assert due is not None
            ledger.elapse(due.at)
        self.store.events.append(ledger.batch())
        links, until = make_links(self.settings), ledger.state.at + timedelta(days=1)
        return links.url(pair, state.mentee.person, f"survey:{review}", until)


def asked(state: State) -> str:
    """A review that waits for the mentee; empty where there is none."""
    reviews = (one for one in state.surveys if one.kind == "review" and one.open)
    return next((one.id for one in reviews if "mentee" in one.missing), "")


async def main() -> None:
    """Take all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with studio() as place:
        desk = await place.desk()
        for name, path in {
            "inbox": "inbox",
            "board": f"cohorts/{NAME}",
            "pair": f"pairs/{place.stalled()}",
            "report": f"cohorts/{NAME}/report",
        }.items():
            await desk.goto(f"{place.settings.public_url}/console/{path}")
            await taken(desk, name)
        await launch(desk)
        await taken(desk, "launch")
        phone = await place.phone()
        await phone.goto(await asyncio.to_thread(place.survey, f"{NAME}-L01-G01"))
        await taken(phone, "survey")


async def launch(desk: Page) -> None:
    """Have the sample files checked, and see what a launch would do."""
    await desk.get_by_role("link", name="Launch", exact=True).first.click()
    await desk.locator("#name").fill("spring")
    for kind, file in {"program": "first-steps.yaml", "people": "people.csv"}.items():
        await desk.locator(f"#{kind}").set_input_files(SAMPLES / file)
    await desk.locator("#pairs").set_input_files(SAMPLES / "pairs.csv")
    await desk.get_by_role("button", name="Check the files").click()
    await desk.get_by_role("heading", name="Launch spring?").wait_for()


async def taken(page: Page, name: str) -> None:
    """Take one, as it stands in the window."""
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


@asynccontextmanager
async def studio() -> AsyncIterator[Studio]:
    """Write the sample down, serve its pages, open a browser."""
    async with AsyncExitStack() as parts:
        folder = parts.enter_context(tempfile.TemporaryDirectory())
        door = listen("127.0.0.1", 0)
        address = f"http://localhost:{door.getsockname()[1]}"
        settings = demo_settings(Path(folder)).model_copy(update={"public_url": address})
        store = parts.enter_context(open_store(settings))
        await asyncio.to_thread(write_down, store, str)
        await asyncio.to_thread(Projector(store.engine, store.events).catch_up)
        client = await Client.connect(NOWHERE, lazy=True)
        await parts.enter_async_context(
            serving(create_app(make_parts(settings, store, client)), door)
        )
        playwright = await parts.enter_async_context(async_playwright())
        path = chromium.find(playwright.chromium.executable_path)
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        parts.push_async_callback(browser.close)
        yield Studio(settings, store, browser)


if __name__ == "__main__":
    asyncio.run(main())
