"""A running embedded installation: how it keeps its folder to itself, and how others find it."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from domain.errors import TandemError
from domain.model import Model

FILE = "installation.json"
LOCK = "lock"
PATIENCE = 1.0  # seconds; a command that only looks holds the lock for a moment


class InstallationNotRunning(TandemError):
    """No installation of Tandem is running here."""

    code = "installation_not_running"


class InstallationInUse(TandemError):
    """Another tandem is running with this data directory."""

    code = "installation_in_use"


class Installation(Model):
    """Where the parts of a running installation are; `temporal_ui` is None without such pages."""

    temporal_address: str
    temporal_ui: str | None
    smtp_host: str
    smtp_port: int
    data_dir: Path
    maildir: Path
    pid: int
    public_url: str = ""


@contextlib.contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """Keep the folder for this process alone; raises `InstallationInUse`.

    The system lets go of it when the process ends, however it ends.
    """
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / LOCK).open("a") as lock:
        if not _taken(lock.fileno()):
            raise InstallationInUse(
                f"Another tandem is running in {data_dir}. Stop it first, or choose another"
                " folder with --data."
            )
        yield


@contextlib.contextmanager
def announced(installation: Installation) -> Iterator[None]:
    """Tell other commands where everything is, for as long as this lasts."""
    file = installation.data_dir / FILE
    draft = file.with_suffix(".new")
    draft.write_text(installation.model_dump_json(indent=2) + "\n", encoding="utf-8")
    draft.replace(file)
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def find(data_dir: Path) -> Installation:
    """The installation that runs in this folder; raises `InstallationNotRunning`."""
    data_dir = data_dir.expanduser().absolute()
    if not _in_use(data_dir):
        raise InstallationNotRunning(
            f"Nothing is running in {data_dir}; start it with: tandem up --data {data_dir}"
        )
    try:
        return Installation.model_validate_json((data_dir / FILE).read_bytes())
    except (OSError, ValidationError):
        raise InstallationNotRunning(
            f"The installation in {data_dir} is still starting, or just stopping;"
            " try again in a moment."
        ) from None


def _taken(lock: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not _locked(lock, fcntl.LOCK_EX):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _in_use(data_dir: Path) -> bool:
    """Whether a living process holds the folder; a file that a killed one left proves nothing."""
    try:
        lock = os.open(data_dir / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(lock, fcntl.LOCK_SH)
    finally:
        os.close(lock)


def _locked(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
