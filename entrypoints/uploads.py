"""The files of a cohort as they come in over the network."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.problems import BadInput, Problem
from entrypoints import rosters
from entrypoints.launching import Roster

NAMES = {"program": "program.yaml", "people": "people.csv", "pairs": "pairs.csv"}
"""The three files, and how messages call them."""


def read(cohort: str, files: Mapping[str, bytes]) -> Roster:
    """Read the three files; raises `domain.problems.BadInput` with every mistake of them."""
    with TemporaryDirectory(prefix="tandem-") as folder:
        paths = {kind: Path(folder, name) for kind, name in NAMES.items()}
        for kind, path in paths.items():
            path.write_bytes(files[kind])
        try:
            return rosters.read(cohort, **paths)
        except BadInput as error:
            raise BadInput(_bare(problem, folder) for problem in error.problems) from None


def _bare(problem: Problem, folder: str) -> Problem:
    """A mistake whose file is called by its name alone."""
    return problem.changed(file=problem.file.removeprefix(f"{folder}/"))
