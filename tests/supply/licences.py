"""The licences of everything that Tandem is made of: `python -m tests.supply.licences` lists them.

A licence that is not on the list of those that we may pass on stops the build, and so does a
package that does not say which one it has.
"""

from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

from tests.supply.lock import EVERYTHING, ROOT, RUNNING, pinned

LIST = ROOT / "deploy" / "licences.md"
ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"),
        *("PSF-2.0", "Unlicense", "ZPL-2.1"),
        "MPL-2.0",  # by file: we pass its packages on unchanged
        "LGPL-3.0-only",  # psycopg: used as it is, and anybody can put another one in its place
    }
)
NAMES = {  # as packages of before 2024 wrote them
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
FIELDS = ("License-Expression", "License", "Classifier")
CLASS = "License :: "
VAGUE = frozenset({"BSD", "OSI Approved", "UNKNOWN"})
TOLD_ELSEWHERE = {
    "axe-playwright-python": "MIT",  # only in its LICENSE file
    "colorama": "BSD-3-Clause",  # for Windows only, so not installed where we look
    "pywin32": "PSF-2.0",  # the same
}
HEAD = """\
# Licences

Tandem is Apache-2.0. These are the packages that the lock files pin, with the licence that each
one states. `python -m tests.supply.licences` writes this list; the tests fail where it is out of
date, or has a licence that is not allowed there.
"""


class Package(NamedTuple):
    """A package; `licence` is empty where it states none."""

    name: str
    licence: str


def licence_of(name: str) -> str:
    """What a package states, in the names of SPDX; empty where it states nothing."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return TOLD_ELSEWHERE.get(name, "")
    told = [one for field in FIELDS for one in stated.get_all(field) or []]
    short = (one.removeprefix(CLASS).split(" :: ")[-1] for one in told if is_short(one))
    return next(
        (NAMES.get(one, one) for one in short if one not in VAGUE), TOLD_ELSEWHERE.get(name, "")
    )


def is_short(told: str) -> bool:
    """Tell the name of a licence from its text, and from a class of something else."""
    return "\n" not in told and (" :: " not in told or told.startswith(CLASS))


def allowed(licence: str) -> bool:
    """Tell whether an expression of SPDX asks for nothing that we can't give."""
    parts = [part.strip("() ") for part in licence.split(" AND ")]
    return all(any(one in ALLOWED for one in part.split(" OR ")) for part in parts)


def listed(file: Path) -> list[Package]:
    """The packages of a lock file with their licences."""
    return [Package(name, licence_of(name)) for name in sorted(pinned(file))]


def document() -> str:
    """The list as it should be."""
    running = listed(RUNNING)
    others = [package for package in listed(EVERYTHING) if package not in running]
    return (
        f"{HEAD}\n## What runs\n\n{table(running)}\n## What builds and tests it\n\n{table(others)}"
    )


def table(packages: list[Package]) -> str:
    """Packages in Markdown."""
    rows = [f"| {package.name} | {package.licence or 'none stated'} |" for package in packages]
    return "\n".join(["| package | licence |", "|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    LIST.write_text(document(), encoding="utf-8")
