"""The command line as somebody types it, in a folder of its own."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from entrypoints.cli.main import run


class Answer(NamedTuple):
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output, read by a program."""
        return json.loads(self.out)


Tandem = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the installation is, if there is one; nothing of the environment reaches it."""
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "installation"
    monkeypatch.setenv("TANDEM_DATA_DIR", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def tandem(folder: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Tandem:
    """Type a command."""

    def typed(*words: str) -> Answer:
        status = run(list(words))
        out, err = capsysbinary.readouterr()
        return Answer(status, out.decode(), err.decode())

    return typed
