"""Where the browser of the tests comes from."""

from pathlib import Path

import pytest

from tests.browser import chromium


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser or package manager."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(chromium.NAMED, raising=False)
    (tmp_path / "bin").mkdir()
    return tmp_path


def program(file: Path) -> str:
    file.write_text("#!/bin/sh\n", encoding="ascii")
    file.chmod(0o755)
    return str(file)


def test_the_one_that_is_named_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare / "bin" / "chromium")
    monkeypatch.setenv(chromium.NAMED, "another")

    assert chromium.find(str(bare / "own")) == "another"


def test_the_systems_comes_before_playwrights(bare: Path) -> None:
    own = program(bare / "own")
    assert chromium.find(own) == own

    systems = program(bare / "bin" / "chromium-browser")

    assert chromium.find(own) == systems


def test_where_there_is_none_and_none_can_be_installed_there_is_none(bare: Path) -> None:
    assert chromium.find(str(bare / "own")) is None
