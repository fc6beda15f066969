"""`python -m tests.faults`: kill and cut everything, again and again, and count what is amiss."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from entrypoints.logging import configure
from tests.faults.runs import Wish, experiment, full, short


def wish_of(argv: list[str]) -> tuple[Wish, argparse.Namespace]:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=36)
    parser.add_argument("--short", action="store_true", help="the form of `make test`")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report here too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep all data and logs here")
    asked = parser.parse_args(argv)
    if asked.short:
        return short(asked.database, asked.seed), asked
    return full(asked.database, asked.seed, asked.faults, asked.pairs), asked


def say(line: str) -> None:
    """Print it, now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def quietly(file: Path) -> Iterator[None]:
    """Let the parts complain into a file, as they should where everything is killed."""
    configure(file=file, stream=None)
    try:
        yield
    finally:
        configure()


def main(argv: list[str]) -> int:
    """Run, print, and tell by the exit status whether all is well."""
    wish, asked = wish_of(argv)
    with tempfile.TemporaryDirectory(prefix="tandem-faults-", ignore_cleanup_errors=True) as made:
        folder = asked.keep or Path(made)
        with quietly(folder / "suite.log"):
            report = asyncio.run(experiment(wish, folder, say))
    say("\n".join(["", *report.lines()]))
    if asked.json:
        asked.json.write_text(json.dumps(report.as_data(), indent=2) + "\n", encoding="utf-8")
    return 0 if report.fine else 1


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # threads of Temporal's native core may outlive Python
