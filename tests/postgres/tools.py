"""pg_dump and pg_restore, as somebody types them."""

import subprocess
from pathlib import Path

from tests.postgres.databases import Databases
from tests.postgres.programs import local_programs

TIMEOUT = 60


class Tools:
    """The programs of a server's own release, or else the newest there are."""

    def __init__(self, server: Databases) -> None:
        newest = max(local_programs(), key=release)
        its = int(server.version().split(".")[0])
        self._folder = next((path for path in local_programs() if release(path) == its), newest)

    def __call__(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self._folder / program), *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
        assert done.returncode == 0, done.stderr


def release(folder: Path) -> int:
    """PostgreSQL's main release, out of `pg_dump (PostgreSQL) 15.18 (…)`."""
    command = [str(folder / "pg_dump"), "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT)
    return int(said.stdout.split()[2].split(".")[0])
