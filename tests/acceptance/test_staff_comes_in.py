"""The first admin comes in by the link that `tandem up` prints, and from then on by themselves."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from playwright.async_api import Page

from tests.acceptance.installation import Installation
from tests.browser.axe import overhang, violations
from tests.browser.keyboard import Keyboard

LINK = re.compile(r"(http://localhost:\d+)(/enter/\S+)")
EMAIL, PASSWORD = "ada@example.org", "a window above the harbour"
STEP = timedelta(seconds=30)


def link_of(office: Installation) -> tuple[str, str]:
    """The address of the pages, and the path of the link that was printed."""
    found = LINK.search("".join(office.said))
    assert found is not None, office.said
    return found[1], found[2]


async def is_fine(page: Page) -> None:
    """Nothing is wrong with a page for anybody."""
    assert await violations(page) == []
    assert await overhang(page) == 0


async def test_the_first_admin_comes_in_with_the_keyboard_alone(
    tmp_path: Path, desk: Page
) -> None:
    with Installation(tmp_path / "data") as office:
        home, link = link_of(office)
        ada = Keyboard(desk)
        await desk.goto(home + link)
        await is_fine(desk)
        await ada.writes("Your name", "Ada Admin")
        await ada.writes("E-mail", EMAIL)
        await ada.writes("Choose a password", PASSWORD)
        await ada.presses("Come in")
        assert desk.url.startswith(f"{home}/console/")

        await ada.presses("Sign out")
        await desk.get_by_text("You are signed out.").wait_for()
        await desk.goto(home + link)
        await desk.get_by_text("This link does not work any more").wait_for()
        await is_fine(desk)

        await desk.goto(f"{home}/account/codes")
        await signs_in(ada)
        app = await turns_codes_on(ada, f"{home}/account/codes")
        await ada.presses("Sign out")
        await signs_in(ada)
        await is_fine(desk)
        await ada.writes("Code", app.at(datetime.now(UTC) + STEP))
        await ada.presses("Go on")
        assert desk.url.startswith(f"{home}/console/")

        assert office.run("staff", "list", "--data", str(office.folder)).stdout.count(EMAIL) == 1
        office.stop()
        office.start()
        assert LINK.search("".join(office.said)) is None


async def signs_in(ada: Keyboard) -> None:
    """Fill in address and password."""
    await ada.writes("E-mail", EMAIL)
    await ada.writes("Password", PASSWORD)
    await ada.presses("Sign in")


async def turns_codes_on(ada: Keyboard, here: str) -> pyotp.TOTP:
    """Type the key of the page into an app, and show that it works."""
    assert ada.page.url == here
    await is_fine(ada.page)
    key = await ada.page.locator("code.key").inner_text()
    app = pyotp.TOTP(key.replace(" ", ""))
    await ada.writes("The six digits", app.at(datetime.now(UTC)))
    await ada.writes("Your password", PASSWORD)
    await ada.presses("Turn it on")
    await ada.page.get_by_role("heading", name="Your recovery codes").wait_for()
    await is_fine(ada.page)
    return app
