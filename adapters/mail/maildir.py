"""A Maildir folder: one file a letter, seen by readers only when it is whole and on the disk."""

import hashlib
import itertools
import os
import re
import socket
import time
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from pathlib import Path

RECIPIENT = "X-Envelope-To"
REPEATED = "repeated.log"
MARK = re.compile(r"T([0-9a-f]{16})\.")


class Maildir:
    """The folder at `path`; letters arrive in `new`, their names sort in order of arrival.

    A letter that comes again, by its Message-ID and recipients, is the same letter: it is not
    stored a second time, and a line in `repeated.log` says so. That is how a sender may repeat
    what it can't be sure of, as after a power cut.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = itertools.count(1)
        self._known: set[str] = set()

    def create(self) -> None:
        """Make the folder, or look which letters it holds."""
        for part in ("tmp", "new", "cur"):
            (self.path / part).mkdir(parents=True, exist_ok=True)
        names = (file.name for part in ("new", "cur") for file in (self.path / part).iterdir())
        self._known = {found[1] for name in names if (found := MARK.search(name))}

    def deliver(self, letter: bytes, recipients: Sequence[str]) -> Path | None:
        """Store a letter with a header line for each recipient; None where it is there already."""
        mark = _mark(letter, recipients)
        if mark in self._known:
            self._note_repeated(mark)
            return None
        place = self._store(self._fresh_name(mark), _addressed(letter, recipients))
        if mark:
            self._known.add(mark)
        return place

    def repeated(self) -> int:
        """How often a letter came that was there already."""
        log = self.path / REPEATED
        return len(log.read_text().splitlines()) if log.exists() else 0

    def _note_repeated(self, mark: str) -> None:
        with (self.path / REPEATED).open("a") as log:
            log.write(f"{mark}\n")

    def _store(self, name: str, content: bytes) -> Path:
        draft, place = self.path / "tmp" / name, self.path / "new" / name
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
        _sync_folder(place.parent)
        return place

    def _fresh_name(self, mark: str) -> str:
        seconds, rest = divmod(time.time_ns(), 1_000_000_000)
        host = socket.gethostname().replace("/", "\\057").replace(":", "\\072")
        unique = f"M{rest // 1000:06}P{os.getpid()}Q{next(self._numbers)}"
        return f"{seconds}.{unique}{'T' + mark if mark else ''}.{host}"


def _mark(letter: bytes, recipients: Sequence[str]) -> str:
    """What a letter is known by; nothing for one without a Message-ID."""
    message_id = BytesHeaderParser().parsebytes(letter)["Message-ID"]
    if not message_id:
        return ""
    known_by = "\n".join([str(message_id).strip(), *sorted(recipients)])
    return hashlib.sha256(known_by.encode()).hexdigest()[:16]


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
