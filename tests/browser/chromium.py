"""Finds a Chromium: the one that is named, the system's, Playwright's, or a new one."""

import os
import shutil
import subprocess
from pathlib import Path

NAMED = "TANDEM_TEST_CHROMIUM"
REQUIRED = "TANDEM_TEST_BROWSER"  # `required`: tests without a browser fail
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 300  # seconds for an installation


def find(playwrights_own: str) -> str | None:
    """The path of a Chromium; None where there is none and none can be installed."""
    named = os.environ.get(NAMED)
    if named:
        return named
    own = playwrights_own if Path(playwrights_own).exists() else None
    return on_path() or own or (on_path() if installed() else None)


def on_path() -> str | None:
    """The system's."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def installed() -> bool:
    """Install one by the package manager, where we may."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    command = [apt, "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    try:
        done = subprocess.run(
            command, check=False, env=quiet, timeout=PATIENCE, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def required() -> bool:
    """Whether tests are to fail without a browser."""
    return os.environ.get(REQUIRED) == "required"
