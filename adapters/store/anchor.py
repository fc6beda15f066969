"""An anchor: a few letters that stand for the whole record up to a position."""

import re
from hashlib import sha256
from typing import NamedTuple, Self

from domain.errors import TandemError

_WRITTEN = re.compile(r"(?P<position>[0-9]{1,19}):(?P<digest>[0-9a-f]{64})")


class BadAnchor(TandemError):
    """An anchor is a position and 64 letters, as `tandem record verify` prints it."""

    code = "bad_anchor"


class Anchor(NamedTuple):
    """The digest over everything up to a position; write it down where the record is not."""

    position: int
    digest: str

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read an anchor as it was printed; raises `BadAnchor`."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BadAnchor
        return cls(int(found["position"]), found["digest"])


class Anchoring:
    """Takes in a record fact by fact."""

    def __init__(self) -> None:
        self._position = 0
        self._digest = sha256()

    def add(self, position: int, seal: bytes) -> None:
        """Take in the next fact."""
        self._position = position
        self._digest.update(position.to_bytes(8, "big", signed=True) + seal)

    def now(self) -> Anchor:
        """The anchor for what was taken in so far."""
        return Anchor(self._position, self._digest.hexdigest())
