"""The files of a cohort as they come in over the network."""

from collections.abc import Mapping

from adapters.files.text import Upload
from entrypoints import rosters
from entrypoints.launching import Roster

NAMES = {"program": "program.yaml", "people": "people.csv", "pairs": "pairs.csv"}
"""The three files, and how messages call them."""


def read(cohort: str, files: Mapping[str, bytes], names: Mapping[str, str] = NAMES) -> Roster:
    """Read the three files; raises `domain.problems.BadInput` with every mistake of them."""
    sources = {kind: Upload(names.get(kind) or name, files[kind]) for kind, name in NAMES.items()}
    return rosters.read(cohort, **sources)
