"""What axe-core finds wrong with a page, for people who read, hear or steer it in other ways."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.async_api import Page

LOADED = "typeof axe === 'object'"
RUN = """rules => axe.run(document, {
  resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})
})"""
WIDER = "document.documentElement.scrollWidth - innerWidth"


async def violations(page: Page, *rules: str) -> list[str]:
    """Every violation on the page as it stands, one line for each place; best compared with `[]`.

    With `rules`, such as `color-contrast` once more in the dark, only those are looked at. The
    script goes in through the debugger, past the page's own policy, which stays in force.
    """
    if not await page.evaluate(LOADED):
        await page.evaluate(source())
    found = await page.evaluate(RUN, list(rules))
    return [line for violation in found["violations"] for line in lines(violation)]


async def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 where nobody must scroll aside."""
    found = await page.evaluate(WIDER)
    return max(0, int(found))


@cache
def source() -> str:
    """The script of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def lines(violation: dict[str, Any]) -> Iterator[str]:
    """The places of one violation, each with what is wrong there."""
    for node in violation["nodes"]:
        checks = [*node["any"], *node["all"], *node["none"]]
        why = checks[0]["message"] if checks else violation["help"]
        yield f"{violation['id']}: {why} In {node['html']}"
