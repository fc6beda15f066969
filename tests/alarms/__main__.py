"""`python -m tests.alarms`: make every alert fire and clear on a running installation.

A real Prometheus watches real processes by the rules of deploy/prometheus, with one difference: a
minute of the rules lasts a second (tests/alarms/faster.py). It takes about a quarter of an hour.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from entrypoints.logging import configure
from tests.alarms.drill import drill
from tests.alarms.troubles import TROUBLES


def main(argv: list[str]) -> int:
    """Run the drill; 0 if every alert fired and cleared."""
    parser = argparse.ArgumentParser(prog="python -m tests.alarms", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="ALERT", help="only these alerts")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep all data and logs here")
    asked = parser.parse_args(argv)
    troubles = [t for t in TROUBLES if not asked.only or set(t.alerts) & set(asked.only)]
    with tempfile.TemporaryDirectory(prefix="tandem-alarms-", ignore_cleanup_errors=True) as made:
        folder = asked.keep or Path(made)
        configure(file=folder / "drill.log", stream=None)
        fine = asyncio.run(drill(troubles, folder, say))
    return 0 if fine else 1


def say(line: str) -> None:
    """Print it, now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # threads of Temporal's native core may outlive Python
