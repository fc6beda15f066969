"""`python -m benchmarks.sizing` measures and writes the page; `--page` only writes it anew."""

import sys
from datetime import UTC, datetime
from os import getloadavg
from pathlib import Path

from benchmarks.__main__ import machine
from benchmarks.sizing import costs, lives
from benchmarks.sizing.model import Inputs
from benchmarks.sizing.page import page

DEPLOY = Path(__file__).parents[2] / "deploy"
STORED, PAGE = DEPLOY / "sizing.json", DEPLOY / "sizing.md"
PAIRS = 600


def main(words: list[str]) -> None:
    """Keep the inputs, then write the page from what is kept."""
    if "--page" not in words:
        STORED.write_text(measured().model_dump_json(indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page(stored()), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def measured() -> Inputs:
    """Measure everything; some minutes."""
    return Inputs(
        machine=f"{machine()}, load {getloadavg()[-1]:.0f} meanwhile",
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        turns=costs.turns(),
        record=costs.record(),
        life=costs.life(),
        crowd=lives.counted(lives.lives(PAIRS)),
    )


def stored() -> Inputs:
    """What was measured last."""
    return Inputs.model_validate_json(STORED.read_bytes())


if __name__ == "__main__":
    main(sys.argv[1:])
