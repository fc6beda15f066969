"""A pair of the samples with its pages, and somebody who opens them."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from entrypoints.web.staff import passwords
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import Visitor


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with less work: what is slow for a thief is slow for every test that signs in."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(1, 1024, 1))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The samples' first two pairs, invited a moment ago."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    found = Stage(tmp_path / "installation")
    with found.opened_for_visitors():
        yield found


@pytest.fixture
async def visitor(stage: Stage) -> AsyncIterator[Visitor]:
    """Somebody with a browser."""
    someone = Visitor(stage.app)
    yield someone
    await someone.client.aclose()
