"""Every mistake in the files with the line on which it stands, as somebody would look it up."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.problems import Problem

MOST = 200
WIDEST = 160


class Mistake(NamedTuple):
    """A mistake, its place, and what stands there."""

    file: str
    line: int
    message: str
    text: str


class Mistakes(NamedTuple):
    """The first of them, and how many there are in all."""

    shown: list[Mistake]
    total: int


def mistakes(
    problems: Sequence[Problem], files: Mapping[str, bytes], names: Mapping[str, str]
) -> Mistakes:
    """Put the text of its line beside each mistake."""
    lines = {names[kind]: _lines(content) for kind, content in files.items()}
    shown = [_mistake(problem, lines.get(problem.file, [])) for problem in problems[:MOST]]
    return Mistakes(shown, len(problems))


def _mistake(problem: Problem, lines: Sequence[str]) -> Mistake:
    text = lines[problem.line - 1] if problem.line <= len(lines) else ""
    cut = f"{text[:WIDEST]}…" if len(text) > WIDEST else text
    return Mistake(problem.file, problem.line, problem.message, cut)


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8-sig", "replace").replace("\0", "�").split("\n")
