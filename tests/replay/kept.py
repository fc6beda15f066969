"""Where histories are kept, and how: packed, for most of each is the same state said again."""

import gzip
import json
from pathlib import Path

from temporalio.client import WorkflowHistory

HISTORIES = Path(__file__).parent / "histories"
ENDING = ".json.gz"


def kept() -> list[Path]:
    """Every kept history."""
    return sorted(HISTORIES.glob(f"*{ENDING}"))


def name_of(path: Path) -> str:
    """`<workflow>__<story>__<run>__<release>`."""
    return path.name.removesuffix(ENDING)


def read(path: Path) -> WorkflowHistory:
    """A history from its file."""
    return WorkflowHistory.from_json(name_of(path), gzip.decompress(path.read_bytes()).decode())


def write(name: str, history: WorkflowHistory) -> None:
    """Keep a history; the same one always gives the same bytes."""
    small = json.dumps(history.to_json_dict(), separators=(",", ":"), sort_keys=True)
    packed = gzip.compress(small.encode(), mtime=0)
    (HISTORIES / f"{name}{ENDING}").write_bytes(packed)
