"""Somebody who has a keyboard and nothing else."""

from playwright.async_api import Page

MOST = 80
FOCUSED = """() => {
  const found = document.activeElement;
  if (found === document.body) return "the end of the page";
  const named = found.labels?.[0] ?? found;
  const group = found.type === "radio" ? found.closest("fieldset").querySelector("legend") : named;
  return [named.innerText, group.innerText].join(" ");
}"""
SEEN = """() => {
  const found = document.activeElement;
  const outlined = (one) => one && getComputedStyle(one).outlineStyle !== "none";
  return found.matches("body, select, textarea, input") || outlined(found)
    || outlined(found.nextElementSibling) || outlined(found.closest("label"));
}"""


class Keyboard:
    """Keys, and what they have reached."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def goes_to(self, words: str) -> None:
        """Tab on to what is called so; everything on the way shows that it has the focus."""
        passed = []
        for _ in range(MOST):
            await self.press("Tab")
            passed.append(str(await self.page.evaluate(FOCUSED)))
            assert await self.page.evaluate(SEEN), f"{passed[-1]} hides its focus"
            if words in passed[-1]:
                return
        raise AssertionError(f"{words} can't be reached: {passed}")

    async def writes(self, field: str, text: str) -> None:
        """Fill in a field in place of what stands there."""
        await self.goes_to(field)
        await self.press("Control+A")
        await self.page.keyboard.type(text)

    async def chooses(self, question: str, steps: int = 0) -> None:
        """Choose an answer of a question, so many below the first."""
        await self.goes_to(question)
        await self.press("Space")
        for _ in range(steps):
            await self.press("ArrowDown")

    async def presses(self, button: str) -> None:
        """Press a button, and wait for the page that it leads to."""
        await self.goes_to(button)
        async with self.page.expect_navigation():
            await self.press("Enter")

    async def press(self, key: str) -> None:
        """Press a key."""
        await self.page.keyboard.press(key)
