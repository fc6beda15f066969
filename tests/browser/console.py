"""The console of a stage in a real browser, with somebody of the staff at it."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page

from domain.staff.model import Role, Session, Staff
from entrypoints.web.server import listen, serving
from entrypoints.web.staff.digests import digest
from entrypoints.web.staff.sessions import NAME
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import NAMES


class Office:
    """The pages of a stage at an address, where the staff sits."""

    def __init__(self, stage: Stage, port: int) -> None:
        self.stage = stage
        self.port = port

    def at(self, path: str) -> str:
        """The whole address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def lets_in(
        self, page: Page, role: Role = "manager", programs: tuple[str, ...] = ("*",)
    ) -> Staff:
        """Let somebody of the staff sit down at a browser, signed in."""
        store, now, key = self.stage.kept.staff, self.stage.real(), secrets.token_urlsafe(32)
        id_ = f"{role}-{len(store.all())}"
        staff = Staff(
            id=id_,
            email=f"{id_}@example.org",
            name=NAMES[role],
            role=role,
            programs=programs,
            created=now,
        )
        store.add(staff)
        end = now + timedelta(days=1)
        kept = Session(
            digest=digest(key), staff=id_, way="password", opened=now, seen=now, expires=end
        )
        store.open(kept)
        await page.context.add_cookies([{"name": NAME, "value": key, "url": self.at("/")}])
        return staff


@asynccontextmanager
async def office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """The samples' first two pairs, with the console served."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    stage = Stage(folder)
    with stage.opened_for_visitors() as app:
        door = listen("127.0.0.1", 0)
        async with serving(app, door):
            yield Office(stage, door.getsockname()[1])
