"""Questions with short answers, asked no oftener than makes sense.

Anybody may ask, so an answer counts for a while, and a question that is under way is not asked a
second time: not even when its time is up and whoever asked has gone.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

import structlog

PATIENCE = 3.0
"""Seconds that an answer may take; then it is one too."""

log = structlog.get_logger(__name__)


class Trouble(Exception):
    """The answer is no, and why."""


class Check(NamedTuple):
    """A question: it raises where the answer is no, and its answer counts for so many seconds.

    What is not `needed` is told, but a process can be given work without it.
    """

    name: str
    ask: Callable[[], Awaitable[None]]
    needed: bool = True
    fresh: float = 2.0


class Health:
    """How a process is, by the names of its checks."""

    def __init__(
        self, checks: Iterable[Check] = (), alive: Callable[[], Awaitable[bool]] | None = None
    ) -> None:
        self._checks = [Asked(check) for check in checks]
        self._alive = alive
        self.stopping = False

    def stop(self) -> None:
        """Say from now on that no more work should come; what is under way is finished."""
        self.stopping = True

    async def alive(self) -> bool:
        """Whether it can go on; who asks and gets no answer knows enough."""
        return self._alive is None or await self._alive()

    async def answers(self) -> Mapping[str, bool]:
        """Every check with its answer."""
        well = await asyncio.gather(*(asked.well() for asked in self._checks))
        return {asked.check.name: yes for asked, yes in zip(self._checks, well, strict=True)}

    async def ready(self) -> tuple[bool, Mapping[str, bool]]:
        """Whether work may come, and every answer."""
        answers = await self.answers()
        needed = (asked.check.name for asked in self._checks if asked.check.needed)
        return not self.stopping and all(answers[name] for name in needed), answers


class Asked:
    """A check with its last answer."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self._well = True
        self._at = -check.fresh
        self._task: asyncio.Task[None] | None = None

    async def well(self) -> bool:
        """The last answer while it counts, or a new one; no answer in time is a no."""
        if self._task is None:
            if time.monotonic() - self._at < self.check.fresh:
                return self._well
            self._task = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait({self._task}, timeout=PATIENCE)
        return self._well and bool(done)

    async def _ask(self) -> None:
        try:
            await self.check.ask()
            self._note(well=True)
        except Exception as error:  # noqa: BLE001  whatever it is, the answer is no
            self._note(well=False, reason=str(error) or type(error).__name__)
        finally:
            self._at = time.monotonic()
            self._task = None

    def _note(self, *, well: bool, reason: str = "") -> None:
        if well != self._well:
            log.warning("check_changed", check=self.check.name, well=well, reason=reason)
        self._well = well
