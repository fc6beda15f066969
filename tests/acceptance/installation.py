"""A real installation, driven as its users do: by commands in a terminal of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Self

TANDEM = Path(sys.executable).with_name("tandem")
ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
FILES = (
    *("--program", str(SAMPLES / "first-steps.yaml")),
    *("--people", str(SAMPLES / "people.csv")),
    *("--pairs", str(SAMPLES / "pairs.csv")),
)
READY = "Ctrl-C stops it"
PATIENCE = 60.0  # seconds


class Installation:
    """`tandem up` in a folder, and the commands that act on it."""

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        self.folder = folder
        self.words = words
        self._settings = settings
        self.said: list[str] = []
        self._process: subprocess.Popen[str]

    def __enter__(self) -> Self:
        self.start(*self.words)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()
        self._out.close()

    def start(self, *words: str) -> None:
        """Start it, and wait until it says that it is there."""
        command = [str(TANDEM), "up", "--data", str(self.folder), *words]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment(),
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout
        self.said = []
        for line in self._out:
            self.said.append(line)
            if line.startswith(READY):
                return
        raise AssertionError(f"tandem up ended: {''.join(self.said)}")

    def stop(self) -> int:
        """Stop it as a terminal or a service manager would; returns its exit status."""
        self._process.send_signal(signal.SIGTERM)
        self.said += self._out.readlines()
        self._out.close()
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)
        self._out.close()

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Type a command."""
        return subprocess.run(
            [str(TANDEM), *words],
            check=False,
            capture_output=True,
            text=True,
            env=self._environment(),
            timeout=PATIENCE,
        )

    def run_elsewhere(self, place: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """Type a command in another folder, where nothing says which installation is meant."""
        return subprocess.run(
            [str(TANDEM), *words],
            check=False,
            capture_output=True,
            text=True,
            cwd=place,
            env=without_settings(),
        )

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """Type a command and leave it running."""
        return subprocess.Popen(
            [str(TANDEM), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment(),
        )

    def does(self, *words: str) -> str:
        """Type a command that must be accepted; returns what it said."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def facts(self, *words: str) -> Any:
        """Type a command and read what it says as a program does."""
        return json.loads(self.does(*words, "--json"))

    def asks(self, pair: str, by: str, command: str, **data: Any) -> str:
        """Somebody of a pair does something."""
        return self.does("pair", "do", pair, command, "--as", by, "--data", json.dumps(data))

    def mail(self) -> list[Message]:
        """Every letter that was delivered."""
        files = sorted((self.folder / "mail" / "new").iterdir())
        return [message_from_bytes(file.read_bytes()) for file in files]

    def export(self) -> list[dict[str, Any]]:
        """The whole record."""
        return [json.loads(line) for line in self.does("record", "export").splitlines()]

    def processes(self) -> list[str]:
        """Every process whose command names the folder."""
        listed = subprocess.run(
            ["ps", "-A", "-ww", "-o", "command="],  # noqa: S607  wherever the system has it
            check=True,
            capture_output=True,
            text=True,
        )
        return [line for line in listed.stdout.splitlines() if str(self.folder) in line]

    def _environment(self) -> dict[str, str]:
        return without_settings() | self._settings | {"TANDEM_DATA_DIR": str(self.folder)}


def without_settings() -> dict[str, str]:
    """The environment, with nothing in it that Tandem would read."""
    return {name: value for name, value in os.environ.items() if "TANDEM" not in name}


def until(true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something is so; the test fails if it never comes to be."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "this did not happen"
        time.sleep(0.1)
