"""What the lock files pin."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RUNNING = ROOT / "requirements.lock"
EVERYTHING = ROOT / "requirements-dev.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pinned(file: Path) -> dict[str, str]:
    """The packages of a lock file with their versions."""
    return dict(PINNED.findall(file.read_text(encoding="utf-8")))
