"""A Maildir folder: one file a letter, seen by readers only when it is whole and on the disk."""

import itertools
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

RECIPIENT = "X-Envelope-To"


class Maildir:
    """The folder at `path`; letters arrive in `new`, their names sort in order of arrival."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = itertools.count(1)

    def create(self) -> None:
        """Make the folder; one that exists stays as it is."""
        for part in ("tmp", "new", "cur"):
            (self.path / part).mkdir(parents=True, exist_ok=True)

    def deliver(self, letter: bytes, recipients: Sequence[str]) -> Path:
        """Store a letter with a header line for each of its recipients, and return its file."""
        name = self._fresh_name()
        draft, place = self.path / "tmp" / name, self.path / "new" / name
        with draft.open("xb") as file:
            file.write(_addressed(letter, recipients))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
        _sync_folder(place.parent)
        return place

    def _fresh_name(self) -> str:
        seconds, rest = divmod(time.time_ns(), 1_000_000_000)
        host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
        unique = f"M{rest // 1000:06}P{os.getpid()}Q{next(self._numbers)}"
        return f"{seconds}.{unique}.{host}"


def _addressed(letter: bytes, recipients: Sequence[str]) -> bytes:
    """Put the recipients on top; lines end as files on this machine do, not as on the wire."""
    headers = "".join(f"{RECIPIENT}: {recipient}\n" for recipient in recipients)
    return headers.encode() + letter.replace(b"\r\n", b"\n")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
