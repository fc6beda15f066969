"""Programs as YAML: read with the line of every mistake, written with every default filled in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from adapters.files.text import Source, read_text
from adapters.files.yaml_lines import YamlFile, line_of
from domain.people.roster import Roster
from domain.problems import BadInput, Problem
from domain.program.checks import check
from domain.program.model import Program
from domain.program.rules import Mistake
from domain.program.staff import resolve, unknown
from domain.program.wording import dotted


class ProgramFile:
    """A program file: `program` is None where there are mistakes, and `problems` names them."""

    def __init__(self, source: Source, text: str | None = None) -> None:
        """Read a file, or a text that messages call like the source; mistakes don't raise."""
        self.program: Program | None = None
        self.problems: list[Problem] = []
        self._file = str(source)
        self._yaml: YamlFile | None = None
        try:
            self._yaml = YamlFile(self._file, read_text(source) if text is None else text)
        except BadInput as error:
            self.problems = list(error.problems)
        else:
            self.program, mistakes = check(self._yaml.value)
            self._add([*self._yaml.problems, *map(self._problem, mistakes)])

    def look_up(self, roster: Roster) -> None:
        """Find those people of the program whom it names by the people file."""
        if self._yaml:
            self._add(map(self._problem, unknown(self._yaml.value, roster)))
        if self.program:
            self.program = resolve(self.program, roster)

    def refuse(self, mistakes: Iterable[Mistake]) -> None:
        """Add what somebody else finds wrong with the program."""
        self._add(map(self._problem, mistakes))

    def _add(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted([*self.problems, *problems], key=lambda problem: problem.line)
        self.program = None if self.problems else self.program

    def _problem(self, mistake: Mistake) -> Problem:
        """Find the line of a mistake; where a default is wrong, that of what it disagrees with."""
        lines = self._yaml.lines if self._yaml else {}
        written = [path for path in (mistake.path, *mistake.about) if path in lines]
        is_default = mistake.about and mistake.path not in lines
        hint = f"; that is the default, so set {dotted(mistake.path)} too" if is_default else ""
        line = line_of(lines, written[0] if written else mistake.path)
        return Problem(file=self._file, line=line, message=mistake.message + hint)


def read_program(source: Path | str, name: str = "program.yaml") -> Program:
    """Read a program from a file (a Path), or from text (a str) that messages call `name`.

    Raises `domain.problems.BadInput` with every mistake, in order of lines.
    """
    found = ProgramFile(Path(name), source) if isinstance(source, str) else ProgramFile(source)
    if found.program is None:
        raise BadInput(found.problems)
    return found.program


def dump(program: Program) -> str:
    """Write a program as YAML with every default filled in; it reads back as the same program."""
    raw = program.model_dump(mode="json")
    raw["people"] = {role: _contact(one) for role, one in raw["people"].items()}
    text: str = yaml.safe_dump(
        raw, sort_keys=False, allow_unicode=True, width=99, default_flow_style=None
    )
    return text


def _contact(contact: dict[str, Any] | None) -> dict[str, Any] | str | None:
    """A person of the people file by reference, as long as nothing else is known of them."""
    if contact and contact["person"] and not contact["name"]:
        return str(contact["person"])
    return {key: value for key, value in contact.items() if value} if contact else None
