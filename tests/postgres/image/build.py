"""Make a Docker image of the PostgreSQL on this machine, without any registry.

    python -m tests.postgres.image.build tandem/postgres

It holds the server's programs, the libraries that they need, and a shell, at the places where they
are on this machine. For use with TANDEM_TEST_POSTGRES_IMAGE.
"""

import io
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from tests.postgres.programs import local_programs

COMMANDS = ("sh", "mkdir", "chown", "chmod", "rm", "setpriv", "cat")
PASSWD = Path("/etc/passwd")
USERS = "root:x:0:0::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n"
SHARED = (Path("/usr/share/postgresql"), Path("/usr/share/zoneinfo"))
DATA = "/data"
CHANGES = (
    'ENTRYPOINT ["/entrypoint.sh"]',
    'CMD ["postgres"]',
    "EXPOSE 5432",
    f"ENV PGDATA={DATA}",
)


def build(name: str, bin_dir: Path) -> None:
    """Import the image; raises CalledProcessError where Docker does not take it."""
    changes = [word for change in CHANGES for word in ("--change", change)]
    changes += ["--change", f"ENV PATH={bin_dir}:/usr/bin:/bin"]
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", dereference=True) as tar:
        found = set(files(bin_dir))
        # A folder that is not named would be for root alone.
        folders = {folder for file in (*found, PASSWD) for folder in file.parents}
        for path in sorted(found | folders):
            tar.add(path, arcname=str(path), recursive=False)
        tar.add(Path(__file__).with_name("entrypoint.sh"), arcname="entrypoint.sh")
        add_text(tar, str(PASSWD), USERS)
    subprocess.run(
        ["docker", "import", *changes, "-", name],  # noqa: S607
        input=archive.getvalue(),
        check=True,
        timeout=120,
    )


def files(bin_dir: Path) -> Iterator[Path]:
    """Everything that the image holds, by its place on this machine."""
    commands = [Path(found) for name in COMMANDS if (found := shutil.which(name))]
    trees = [tree for tree in (bin_dir.parent, *SHARED) if tree.exists()]
    inside = [path for tree in trees for path in tree.rglob("*") if wanted(path)]
    programs = [path for path in inside if path.parent == bin_dir or ".so" in path.name]
    yield from (Path("/bin/sh"), *commands, *inside, *libraries([*commands, *programs]))


def wanted(path: Path) -> bool:
    """Leave out the compiler that only long queries profit from; it is the larger half."""
    return path.is_file() and "llvmjit" not in path.name and "bitcode" not in path.parts


def libraries(programs: list[Path]) -> set[Path]:
    """The shared libraries that these need, the loader among them."""
    listed = subprocess.run(
        ["ldd", *map(str, programs)],  # noqa: S607
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return {Path(found) for found in re.findall(r"(/\S+) \(0x", listed.stdout)}


def add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    """Add a file that is on no disk."""
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    tar.addfile(entry, io.BytesIO(text.encode()))


if __name__ == "__main__":
    build(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else local_programs()[0])
