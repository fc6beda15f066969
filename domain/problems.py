"""Mistakes in the files that people write, all of them together, each with its place."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar

from domain.errors import TandemError
from domain.model import Model


class Problem(Model):
    """A mistake in a file, with the line where a person would mend it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Write it as `FILE:LINE: message`."""
        return f"{self.file}:{self.line}: {self.message}"


class BadInput(TandemError):
    """There are mistakes in the files, so nothing was done.

    `problems` holds each of them; as text they stand one a line.
    """

    code: ClassVar[str] = "bad_input"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was perhaps meant."""
    by_small = {name.casefold(): name for name in sorted(known) if name != word}
    near = get_close_matches(word.casefold(), by_small, n=1, cutoff=0.7)
    return by_small[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is nearest, as the end of a sentence; empty where none is near."""
    meant = nearest(word, known)
    return f"; did you mean `{meant}`?" if meant else ""
