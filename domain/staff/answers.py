"""Answers that are kept, so that the same request sent twice is carried out once."""

from datetime import datetime, timedelta
from typing import Protocol

from domain.errors import TandemError
from domain.model import Model

KEPT_FOR = timedelta(hours=48)
LEASE = timedelta(seconds=60)
"""How long a request may be at work before another attempt takes it over.

That is safe: what it asks for bears ids that are derived from its key.
"""


class KeyReused(TandemError):
    """This Idempotency-Key was used for another request; take a new one for each new change."""

    code = "idempotency_key_reused"


class AtWork(TandemError):
    """The same request is being answered right now; ask again in a moment."""

    code = "request_in_progress"


class KeptAnswer(Model):
    """What a request was answered with."""

    status: int
    headers: dict[str, str]
    content: str


class Answers(Protocol):
    """The answers of the last days; `key` names a caller with the key that they chose."""

    def begin(self, key: str, request: str, at: datetime) -> KeptAnswer | None:
        """Take a request on; what it was answered with, where that has happened already.

        `request` is a digest of all that was asked. Raises `KeyReused` where the key was used for
        another one, and `AtWork` while another attempt is at it.
        """

    def keep(self, key: str, answer: KeptAnswer, at: datetime) -> None:
        """Keep what a request was answered with."""

    def give_up(self, key: str) -> None:
        """Let the next attempt begin at once."""

    def forget(self, before: datetime) -> int:
        """Forget what is older; returns how much that was."""
