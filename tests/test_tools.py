import shutil

import pytest
from _pytest.outcomes import Failed, Skipped

from tests.tools import REQUIRED, program


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with nothing of Debian's on it, and nobody who insists."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.delenv(REQUIRED, raising=False)


def test_a_program_that_is_missing_is_named_with_its_package() -> None:
    with pytest.raises(Skipped, match=r"no promtool was found.*apt-get install prometheus"):
        program("promtool")


def test_where_tools_are_required_a_missing_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "required")

    with pytest.raises(Failed, match="no promtool was found"):
        program("promtool")


def test_a_program_that_is_there_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    assert program("promtool") == "/usr/bin/promtool"
