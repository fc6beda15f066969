"""The release that this code is, or will be."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
RELEASE: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "version"
]
