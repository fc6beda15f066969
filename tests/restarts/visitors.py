"""People who use the pages and programs that use the API, without a break and without patience.

Unlike people of the demo they never try again: whatever goes wrong is seen.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from random import Random

import httpx

from entrypoints.demo.sheets import read

PAUSES = (0.0, 0.1, 0.4, 1.0, 7.0)
"""Seconds that somebody reads; the last is longer than a server keeps a silent connection."""

LONGEST = 30.0  # seconds that somebody waits for an answer


@dataclass
class Seen:
    """What visitors saw: answers by what was asked for and status, how long, and what failed."""

    answers: dict[tuple[str, int], int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def note(self, what: str, status: int, seconds: float) -> None:
        """One answer."""
        self.answers[what, status] = self.answers.get((what, status), 0) + 1
        self.seconds.append(seconds)


@dataclass
class Visitor(ABC):
    """Somebody with one thing to do, over and over.

    `accepted` are the words of theirs that were taken, `failed` those that may not have been.
    """

    name: str
    pair: str
    http: httpx.AsyncClient
    seen: Seen
    chance: Random
    accepted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def live(self, stop: asyncio.Event) -> None:
        """Come again and again."""
        number = 0
        while not stop.is_set():
            number += 1
            words = f"{self.name}-{number}"
            try:
                said = self.accepted if await self.visit(words) else self.failed
            except httpx.TransportError as error:
                self.trouble(f"{words}: {type(error).__name__} {error}")
                said = self.failed
            said += [words] if self.says_something() else []
            await asyncio.sleep(self.chance.choice(PAUSES))

    @abstractmethod
    async def visit(self, words: str) -> bool:
        """Do it once; tell whether it was taken."""

    def says_something(self) -> bool:
        """Whether the words of the last visit are to be found in the record."""
        return True

    async def ask(self, what: str, method: str, url: str, **sent: object) -> httpx.Response:
        """One request and its answer."""
        began = time.monotonic()
        answer = await self.http.request(method, url, **sent)  # type: ignore[arg-type]
        self.seen.note(what, answer.status_code, time.monotonic() - began)
        if answer.is_error:
            self.trouble(f"{what} {answer.status_code}: {answer.text[-200:]!r}")
        return answer

    def trouble(self, words: str) -> None:
        """Something that somebody at a screen would call broken."""
        self.seen.failed.append(words)


@dataclass
class Participant(Visitor):
    """Opens the page of the agreement by a personal link, and saves what is on the form."""

    link: str = ""
    box: str = ""
    always: dict[str, str] = field(default_factory=dict)

    async def visit(self, words: str) -> bool:
        """Open, fill in, send, and look at the page behind."""
        answer = await self.ask("page", "GET", self.link)
        sheet = read(str(answer.url), answer.status_code, answer.text)
        form = sheet.form("save")
        if answer.is_error or form is None:
            self.trouble(f"{words}: no form")
            return False
        place = str(httpx.URL(sheet.url).join(form.action))
        sent = form.filled(self.always | {self.box: words}, "save")
        return not (await self.ask("form", "POST", place, data=sent)).is_error


@dataclass
class Program(Visitor):
    """Reads a board by the API, then pauses its pair or lets it go on."""

    paused: bool = False

    async def visit(self, words: str) -> bool:
        """Look, then command."""
        await self.ask("board", "GET", "/api/v1/cohorts")
        if self.paused:
            asked = {"command": "resume", "data": {}}
        else:
            asked = {"command": "pause", "data": {"reason": words}}
        place, key = f"/api/v1/mentorships/{self.pair}/commands", {"Idempotency-Key": words}
        self.paused = not self.paused
        return (await self.ask("command", "POST", place, json=asked, headers=key)).is_success

    def says_something(self) -> bool:
        """A pause has a reason."""
        return self.paused
