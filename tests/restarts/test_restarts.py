"""Every process is replaced under load, and nobody who uses the pages notices: the short form."""

from pathlib import Path

from tests.restarts.drill import drill


async def test_nobody_notices_that_workers_and_pages_are_replaced(tmp_path: Path) -> None:
    found = await drill(tmp_path / "place", "sqlite", pairs=4, rounds=1)

    assert found.fine, found.lines()
    assert [service for service, _ in found.took] == ["worker", "worker", "web", "web"]
    assert found.seen.answers["form", 200] > 10
    assert found.seen.answers["command", 200] > 0
