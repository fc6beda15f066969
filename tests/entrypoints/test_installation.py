"""An installation has its folder to itself, and can be found in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from entrypoints.installation import (
    FILE,
    Installation,
    InstallationInUse,
    InstallationNotRunning,
    announced,
    exclusive,
    find,
)

ROOT = Path(__file__).parents[2]


def installation(folder: Path) -> Installation:
    return Installation(
        temporal_address="127.0.0.1:7233",
        temporal_ui=None,
        smtp_host="127.0.0.1",
        smtp_port=1025,
        data_dir=folder,
        maildir=folder / "mail",
        pid=1,
    )


def test_a_running_installation_is_found_and_a_stopped_one_is_not(tmp_path: Path) -> None:
    with exclusive(tmp_path), announced(installation(tmp_path)):
        assert find(tmp_path) == installation(tmp_path)

    assert not (tmp_path / FILE).exists()
    with pytest.raises(InstallationNotRunning, match="start it with: tandem up"):
        find(tmp_path)


def test_nothing_runs_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(InstallationNotRunning) as problem:
        find(tmp_path / "none")

    assert problem.value.code == "installation_not_running"
    assert not (tmp_path / "none").exists()


def test_what_a_killed_installation_left_behind_is_not_taken_for_a_running_one(
    tmp_path: Path,
) -> None:
    with exclusive(tmp_path), announced(installation(tmp_path)):
        left_behind = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(left_behind)

    with pytest.raises(InstallationNotRunning, match="Nothing is running"):
        find(tmp_path)


def test_an_installation_that_is_still_starting_asks_for_patience(tmp_path: Path) -> None:
    with exclusive(tmp_path), pytest.raises(InstallationNotRunning, match="still starting"):
        find(tmp_path)


def test_two_installations_do_not_share_a_folder(tmp_path: Path) -> None:
    with (
        exclusive(tmp_path),
        pytest.raises(InstallationInUse, match="Another tandem is running"),
        exclusive(tmp_path),
    ):
        pass

    with exclusive(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_killed_installation_gives_its_folder_free(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from entrypoints.installation import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1])):\n"
        "    print('running', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"running\n"
        with pytest.raises(InstallationInUse), exclusive(tmp_path):
            pass
        other.kill()

    with exclusive(tmp_path):
        assert (tmp_path / "lock").exists()
