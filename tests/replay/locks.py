"""What is locked: `python -m tests.replay.locks` tells what differs, `--renew` writes it anew.

Where old histories or payloads might not be understood any more, it wants a reason:
`--renew --because "only a new signal leads there"`.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tests.replay import fingerprint
from tests.replay.payloads import changes, payloads

HERE = Path(__file__).parent
COMMANDS, PAYLOADS = HERE / "commands.lock.json", HERE / "payloads.lock.json"
RENEW = ".venv/bin/python -m tests.replay.locks --renew"
HOW = f"""
Histories that run today were written in the old order, and must be replayed by this code.
- Put the change behind a patch, `workflow.patched(policies.NAME)`: then it is none for old runs.
- Or, if only something that no history holds leads there (a new signal, a new kind of fact):
  {RENEW} --because "…"
- Either way, tests/replay/test_replay.py must pass."""


def load(lock: Path) -> Any:
    """What is locked."""
    return json.loads(lock.read_text(encoding="utf-8"))


def moved(lock: Any) -> list[str]:
    """The functions of workflow code that do something else than before, patches aside."""
    now = fingerprint.outline(frozenset(lock["patches"]))
    before = lock["functions"]
    found = [f"workflows/{name}" for name in before if before[name] != now.get(name)]
    if fingerprint.numbers() != lock["numbers"]:
        found.append("workflows/policies: the limits of a run")
    return found


def main(argv: list[str]) -> int:
    """Tell what differs, or write it down."""
    parser = argparse.ArgumentParser(prog="python -m tests.replay.locks", description=__doc__)
    parser.add_argument("--renew", action="store_true")
    parser.add_argument("--because", default="", metavar="REASON")
    asked = parser.parse_args(argv)
    differs = moved(load(COMMANDS)) if COMMANDS.exists() else []
    told = [*changes(load(PAYLOADS), payloads())] if PAYLOADS.exists() else []
    sys.stdout.write("".join(f"{line}\n" for line in [*differs, *told]))
    if not asked.renew:
        return 1 if differs or told else 0
    if (differs or any("BREAKS" in line for line in told)) and not asked.because:
        sys.stdout.write(f"{HOW}\n")
        return 1
    renew(asked.because)
    return 0


def renew(because: str) -> None:
    """Write both down."""
    kept = load(COMMANDS)["because"] if COMMANDS.exists() else ""
    patches = fingerprint.patches()
    commands = {
        "because": because or kept,
        "patches": patches,
        "numbers": fingerprint.numbers(),
        "functions": fingerprint.outline(frozenset(patches)),
    }
    for lock, value in ((COMMANDS, commands), (PAYLOADS, payloads())):
        lock.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
