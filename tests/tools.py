"""Programs of Debian that some tests need: found, or said loudly to be missing.

`program("promtool")` gives the path. Where there is none the test skips, and pytest's last lines
say so; with TANDEM_TEST_TOOLS=required, as in CI, it fails.
"""

import os
import shutil

import pytest

REQUIRED = "TANDEM_TEST_TOOLS"
PACKAGES = {
    "docker-compose": "docker-compose",
    "prometheus": "prometheus",
    "promtool": "prometheus",
}
"""The programs, each with the package that brings it."""


def pytest_report_header() -> str:
    found = (f"{name} {shutil.which(name) or 'missing'}" for name in sorted(PACKAGES))
    return f"Tools: {', '.join(found)}"


def program(name: str) -> str:
    """Where it is; without it, the test that asks ends here."""
    found = shutil.which(name)
    if found is None:
        missing = f"no {name} was found. Install it (apt-get install {PACKAGES[name]})"
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(missing)
        pytest.skip(f"not checked: {missing}")
    return found
