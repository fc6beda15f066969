"""Pages for a browser, without an engine behind them."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.street import Street
from tests.entrypoints.web.street import street as street_of


@pytest.fixture
async def street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Street]:
    """The samples' first two pairs, with their pages served."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    async with street_of(Stage(tmp_path / "installation")) as found:
        yield found
