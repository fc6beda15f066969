"""Asks the package registry whether a flaw is known in anything that the lock files pin.

`python -m tests.supply.audit` is a part of `make check`. A known flaw stops it. Where the registry
can't be asked, or does not know a package, it says so and goes on: that nothing was found is
claimed only of what was looked at.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.supply.lock import EVERYTHING

PATIENCE = 120.0  # seconds, for all of them
ACCEPTED: dict[str, str] = {}
"""Flaws that don't touch us, by their ids, each with the reason."""


class NotAsked(Exception):
    """The registry could not be asked, and why."""


def ask(lock: Path, *options: str) -> str:
    """What pip-audit found, as JSON; raises `NotAsked`."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--disable-pip"]
    flags = ["--require-hashes", "--progress-spinner", "off", "--format", "json", *options]
    ignored = [word for flaw in ACCEPTED for word in ("--ignore-vuln", flaw)]
    try:
        found = subprocess.run(
            [*command, *flags, *ignored],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise NotAsked(f"no answer within {PATIENCE:.0f} seconds") from error
    if not found.stdout.startswith("{"):
        lines = found.stderr.strip().splitlines()
        raise NotAsked(lines[-1] if lines else f"pip-audit ended with status {found.returncode}")
    return found.stdout


def told(answer: str) -> tuple[list[str], bool]:
    """What to say of an answer, line by line, and whether it is good enough to go on."""
    packages = json.loads(answer)["dependencies"]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    flaws = [
        f"{one['name']} {one['version']}: {flaw['id']}, fixed in"
        f" {', '.join(flaw['fix_versions']) or 'no release yet'}"
        for one in packages
        for flaw in one.get("vulns", ())
    ]
    looked = len(packages) - len(unknown)
    lines = [f"Audit: {looked} of {len(packages)} packages looked up, {len(flaws)} known flaws."]
    if unknown:
        lines.append(
            f"NOT AUDITED: the registry tells nothing of {len(unknown)} packages"
            f" ({', '.join(unknown[:3])}{', …' if len(unknown) > 3 else ''})."
        )
    return [*lines, *flaws], not flaws


def main() -> int:
    """Ask, tell, and return the exit status."""
    try:
        lines, fine = told(ask(EVERYTHING))
    except NotAsked as why:
        lines, fine = [f"NOT AUDITED: the registry can't be asked from here: {why}"], True
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
