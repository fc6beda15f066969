"""A browser for simulated people: real pages over real HTTP, links followed, forms filled in."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from entrypoints.demo.entries import NEXT, Entry
from entrypoints.demo.sheets import Form, NotOnThePage, Sheet, read

A_MOMENT = 0.2  # seconds before an attempt that did not get through is made again
ATTEMPTS = 5
PATIENCE = 30.0  # seconds for one page
TRY_AGAIN = 503
GONE = 410
BROKEN = 500
UNCLEAR = 422
NOT_FOUND = 404
REFUSED = 409

ACCEPTED = ""
NOT_YET = "not_yet"
NOTHING_TO_DO = "nothing_to_do"
NOBODY_THERE = "nobody_there"
PUZZLES = {UNCLEAR: "form_unclear", NOT_FOUND: "page_not_found"}


class Browser:
    """Opens links and sends forms; what it can't get through to it tries again."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def carry_out(self, link: str, entry: Entry, *, whole: bool) -> str:
        """Do something on the page of a link, or of the `whole` mentorship that it opens.

        Returns a code: empty where it was taken, else why it was not.
        """
        sheet = await self.opens(link)
        if whole:
            found = way(sheet, entry.page)
            if sheet.status < REFUSED and found is None:
                return NOTHING_TO_DO
            sheet = await self.opens(found) if found else sheet
        if sheet.status >= NOT_FOUND:
            return trouble(sheet)
        form = sheet.form(entry.what)
        if form is None:
            return NOT_YET if entry.what == "sign" and sheet.form("save") else NOTHING_TO_DO
        try:
            return trouble(await self.sends(sheet, form, form.filled(entry.fields, entry.what)))
        except NotOnThePage as puzzle:
            return puzzle.code

    async def asks_for_the_whole(self, link: str) -> bool:
        """Press the button that mails a link to the whole mentorship; tell whether it does."""
        sheet = await self.opens(link)
        form = sheet.request
        if form is None:
            return False
        answer = await self.sends(sheet, form, form.filled({}))
        return answer.status < NOT_FOUND

    async def opens(self, url: str) -> Sheet:
        """Look at a page."""
        return await self._try("GET", url)

    async def sends(self, sheet: Sheet, form: Form, data: Mapping[str, str]) -> Sheet:
        """Send a form, and look at the page that it leads to; the same form counts once."""
        return await self._try("POST", str(httpx.URL(sheet.url).join(form.action)), data)

    async def _try(self, method: str, url: str, data: Mapping[str, str] | None = None) -> Sheet:
        found = Sheet(url, TRY_AGAIN)
        for _ in range(ATTEMPTS):
            try:
                answer = await self._client.request(method, url, data=data)
            except httpx.TransportError:
                await asyncio.sleep(A_MOMENT)
                continue
            found = read(str(answer.url), answer.status_code, answer.text)
            if found.status != TRY_AGAIN:
                break
            await asyncio.sleep(A_MOMENT)
        return found


def way(sheet: Sheet, page: str) -> str | None:
    """The address of a page that the whole mentorship leads to; of meetings the newest one."""
    links = [sheet.link(f"/{page}")]
    if page == NEXT:
        meetings = ((re.search(r"/meeting:(\d+)$", link), link) for link in sheet.links)
        links = [link for _, link in sorted((int(m[1]), link) for m, link in meetings if m)]
    found = links[-1] if links else None
    return str(httpx.URL(sheet.url).join(found)) if found else None


def trouble(sheet: Sheet) -> str:
    """What an answer means, as a code."""
    if sheet.status < NOT_FOUND:
        return ACCEPTED
    if sheet.status == UNCLEAR and sheet.wrong == ["sign"]:
        return NOT_YET  # the other changed something while this person was reading
    if sheet.code == "agreement_incomplete":
        return NOT_YET
    if sheet.status in (GONE, TRY_AGAIN):
        return NOBODY_THERE
    return sheet.code or PUZZLES.get(sheet.status, "page_broken")


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser for as long as this lasts."""
    limits = httpx.Limits(max_connections=20)
    async with httpx.AsyncClient(
        follow_redirects=True, timeout=PATIENCE, limits=limits, trust_env=False
    ) as client:
        yield Browser(client)
