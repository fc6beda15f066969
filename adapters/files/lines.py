"""A file that grows line by line and loses none: what was written stays, over a kill as well."""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from domain.errors import TandemError

LOOK_BACK = 4096  # bytes


class NotOurs(TandemError):
    """The file holds something else than such lines."""

    code = "not_ours"


class FileInUse(TandemError):
    """Somebody else is writing to the file."""

    code = "file_in_use"


class LineFile:
    """Appends lines, each with its line end, to a file that nobody else writes to meanwhile.

    `start` is how each line begins. A line that was cut off, because its writer died, is removed;
    `last` is the last whole line, None where there is none.
    """

    def __init__(self, path: Path, start: bytes) -> None:
        self._file = path.open("a+b")
        try:
            self._lock(path)
            self.last, end = self._find_last()
            self._refuse_strange(path, start, end)
            self._file.truncate(end)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, lines: Iterable[bytes]) -> None:
        """Write lines; they are on the disk afterwards."""
        self._file.writelines(lines)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lock(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileInUse(f"Somebody else is writing to {path}.") from error

    def _refuse_strange(self, path: Path, start: bytes, end: int) -> None:
        found = self._rest(end) if self.last is None else self.last
        wanted = start[: len(found)] if self.last is None else start
        if not found.startswith(wanted):
            raise NotOurs(f"{path} holds something else already; nothing was written to it.")

    def _find_last(self) -> tuple[bytes | None, int]:
        """The last whole line, without its end, and where in the file it ends."""
        size, reach = self._file.seek(0, os.SEEK_END), LOOK_BACK
        while True:
            start = max(0, size - reach)
            whole, any_line, torn = self._rest(start).rpartition(b"\n")
            _, another, line = whole.rpartition(b"\n")
            if another or start == 0:
                return line if any_line else None, size - len(torn)
            reach *= 2

    def _rest(self, start: int) -> bytes:
        self._file.seek(start)
        return self._file.read()
