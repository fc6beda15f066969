"""Every page of a participant, in each of its states, for everybody who has to read it."""

from playwright.async_api import Page

from adapters.links.signed import LinkInvalid
from entrypoints.web.participants.book import PAGES
from tests.browser.axe import overhang, violations
from tests.entrypoints.web.stage import ADDRESS, Stage
from tests.entrypoints.web.street import Street
from tests.entrypoints.web.tour import Stop, tour

SENDS = ".main-action button"
MAIN_ACTIONS = "document.querySelectorAll('.main-action').length"
UNTOLD = """() => {
  const fields = document.querySelectorAll("main form :is(input, select, textarea)");
  const told = (field) => {
    for (let place = field.parentElement; place.tagName !== "FORM"; place = place.parentElement)
      if (place.querySelector(":scope > .seen")) return true;
    return field.type === "hidden";
  };
  return [...fields].filter((field) => !told(field)).map((field) => field.name);
}"""


async def test_no_page_has_a_violation_sticks_out_or_leaves_open_what_to_do_and_who_sees_it(
    street: Street, phone: Page
) -> None:
    wrong: dict[str, list[str]] = {}
    kinds: set[str] = set()
    for stop in tour(street.stage):
        await goes_to(phone, street, stop)
        kinds.add(kind(street.stage, stop))
        wrong[stop.name] = await complaints(phone)

    assert {name: found for name, found in wrong.items() if found} == {}
    assert kinds >= set(PAGES)


async def goes_to(page: Page, street: Street, stop: Stop) -> None:
    """Open a page, and send its form as it stands where that is wanted."""
    answer = await page.goto(street.at(stop.path))
    if stop.sent:
        async with page.expect_navigation() as sent:
            await page.locator(SENDS).first.click()
        answer = await sent.value
    assert answer is not None
    assert answer.status < 500, stop.name


async def complaints(page: Page) -> list[str]:
    """What is wrong with a page, in light and in dark."""
    await page.emulate_media(color_scheme="light")
    found = await violations(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {one}" for one in await violations(page, "color-contrast")]
    if wide := await overhang(page):
        found.append(f"sticks out by {wide} pixels")
    if await page.evaluate(MAIN_ACTIONS) > 1:
        found.append("more than one main action")
    return found + [f"does not say who sees {name}" for name in await page.evaluate(UNTOLD)]


def kind(stage: Stage, stop: Stop) -> str:
    """Which kind of page a stop is about; empty where it has no link of ours."""
    _, _, *rest = stop.path.removeprefix(ADDRESS).split("/")
    if not rest:
        return ""
    token, *task = rest
    try:
        claimed = stage.links.claim(token).task
    except LinkInvalid:
        return ""
    return (task[0] if task else claimed).partition(":")[0]
