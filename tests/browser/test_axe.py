"""The tools that look at a page find what is there to find."""

from playwright.async_api import Page

from tests.browser.axe import overhang, violations

STRICT = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
HEAD = f'<!doctype html><html lang="en"><head><title>A page</title>{STRICT}</head>'
GOOD = f"{HEAD}<body><main><h1>A page</h1><p>Some words.</p></main></body></html>"


async def test_a_good_page_has_no_violations(desk: Page) -> None:
    await desk.set_content(GOOD)

    assert await violations(desk) == []


async def test_a_violation_is_found_under_a_strict_policy_and_names_its_place(desk: Page) -> None:
    await desk.set_content(GOOD.replace("<p>", '<input name="nameless"><p>'))

    (found,) = await violations(desk)

    assert found.startswith("label: ")
    assert 'name="nameless"' in found


async def test_what_sticks_out_of_a_phone_is_measured(phone: Page) -> None:
    await phone.set_content(GOOD)
    assert await overhang(phone) == 0

    await phone.set_content(GOOD.replace("Some words.", "Word" * 200))

    assert await overhang(phone) > 0
