"""Published versions: a number stands for the same rules for ever."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol

from domain.model import Model
from domain.program.model import Program
from domain.program.rules import Mistake
from domain.program.wording import Path, dotted


class Published(Model):
    """A version as it was published, with people by reference where its file has them so."""

    program: Program
    at: datetime


class Programs(Protocol):
    """Every version that was ever published."""

    def publish(self, program: Program, at: datetime) -> Published:
        """Keep a version; what there is under its number already stays, and is returned."""

    def get(self, program: str, version: int) -> Published:
        """Find a version, or raise `domain.errors.NotFound`."""

    def all(self) -> list[Published]:
        """All versions, by program and number."""


def differences(kept: Program, given: Program, where: str) -> Iterator[Mistake]:
    """Where a program differs from what stands under its number already; `where` says whose."""
    for path in _unlike(kept.model_dump(mode="json"), given.model_dump(mode="json"), ()):
        yield Mistake(
            path=path,
            message=f"{dotted(path)} differs from version {given.version} as {where} has it;"
            " give changed rules a new number",
        )


def _unlike(one: Any, other: Any, path: Path) -> Iterator[Path]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one | other:
            yield from _unlike(one.get(key), other.get(key), (*path, key))
    elif one != other:
        yield path
