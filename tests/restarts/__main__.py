"""`python -m tests.restarts`: replace every process under load, and count what people see of it.

Two workers, and two processes that serve pages behind a balancer that repeats nothing. Each is
replaced in turn, as the runbook says, while people send forms and programs ask the API.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.faults.__main__ import quietly, say
from tests.restarts.drill import drill
from tests.restarts.place import SERVICES


def main(argv: list[str]) -> int:
    """Run, print, and tell by the exit status whether nobody noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.restarts", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--crash", choices=SERVICES, action="append", default=[], help="kill it in the last round"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep all data and logs here")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(
        prefix="tandem-restarts-", ignore_cleanup_errors=True
    ) as made:
        folder = asked.keep or Path(made)
        with quietly(folder / "suite.log"):
            found = asyncio.run(
                drill(folder, asked.database, asked.pairs, asked.rounds, tuple(asked.crash))
            )
        for line in found.lines():
            say(line)
    return 0 if found.fine else 1


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)
