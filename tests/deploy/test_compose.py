"""The installation of deploy/compose.yaml: its form, and its services started as it says."""

import asyncio
import re
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sizing.__main__ import stored
from benchmarks.sizing.model import size
from entrypoints.settings import SECRETS, Settings
from tests.acceptance.installation import FILES, without_settings
from tests.deploy.composed import (
    DEPLOY,
    OURS,
    Process,
    composed,
    machine,
    make_secrets,
)
from tests.ports import free_port
from tests.tools import program


@pytest.fixture
def compose() -> dict[str, Any]:
    return composed()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    make_secrets(folder)
    return folder


@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.yaml", "compose.mail.yaml"]])
def test_compose_itself_takes_the_files(files: list[str], tmp_path: Path) -> None:
    for name in ("compose.yaml", "compose.mail.yaml"):
        (tmp_path / name).write_bytes((DEPLOY / name).read_bytes())
    make_secrets(tmp_path / "secrets")
    given = dict.fromkeys(("TANDEM_SMTP_HOST", "TANDEM_SMTP_USERNAME"), "mail.example.org")
    environment = without_settings() | given | {"TANDEM_MAIL_FROM": "a@example.org"}

    chosen = [word for name in files for word in ("--file", name)]
    told = subprocess.run(
        [program("docker-compose"), *chosen, "config", "--quiet"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert (told.returncode, told.stderr) == (0, "")


def test_every_setting_of_a_service_is_one_that_there_is(compose: dict[str, Any]) -> None:
    known = {f"TANDEM_{field.upper()}" for field in Settings.model_fields}
    known |= {f"TANDEM_{field.upper()}_FILE" for field in SECRETS}

    for name in OURS:
        assert set(compose["services"][name]["environment"]) <= known


def test_every_service_of_ours_runs_with_as_little_as_it_needs(compose: dict[str, Any]) -> None:
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108  a path in a container
        secrets = set(service["secrets"])
        assert ("owner_database_url" in secrets) == (name == "migrate")


def test_every_image_is_pinned_and_every_file_that_is_mounted_is_there(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        if "build" not in service:
            assert re.fullmatch(r"[a-z/-]+:v?[0-9][0-9.]*", service["image"])
        for volume in service.get("volumes", ()):
            place = volume.partition(":")[0]
            assert place in compose["volumes"] or (DEPLOY / place).is_dir()


def test_temporal_has_the_shards_that_a_hundred_thousand_pairs_need(
    compose: dict[str, Any],
) -> None:
    found = compose["services"]["temporal"]["environment"]["NUM_HISTORY_SHARDS"]

    assert int(found) >= size(stored(), 100_000).plain.shards  # without jitter: to spare


def test_secrets_are_made_once_and_differ(secrets: Path, compose: dict[str, Any]) -> None:
    files = {file.name: file.read_text(encoding="ascii") for file in secrets.iterdir()}

    make_secrets(secrets)

    assert {file.name: file.read_text(encoding="ascii") for file in secrets.iterdir()} == files
    assert {f"secrets/{name}" for name in files} == {
        *(secret["file"] for secret in compose["secrets"].values()),
        "secrets/temporal.env",
    }
    passwords = [text for name, text in files.items() if name.endswith("_password")]
    assert len(set(passwords)) == len(passwords)
    assert secrets.stat().st_mode & 0o077 == 0


def test_a_secret_that_a_full_disk_left_empty_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "owner_password").touch(mode=0o444)

    make_secrets(tmp_path)

    password = (tmp_path / "owner_password").read_text(encoding="ascii").strip()
    assert len(password) == 64
    assert f":{password}@" in (tmp_path / "owner_database_url").read_text(encoding="ascii")


async def test_everything_starts_as_the_file_says_launches_a_cohort_and_stops(
    tmp_path: Path,
) -> None:
    async with machine(tmp_path) as (here, maildir):
        found = {name: Process(name, here, tmp_path) for name in OURS}
        found["web"].settings["TANDEM_WEB_PORT"] = str(free_port())
        migrate, *running = found.values()
        with ExitStack() as stopping:
            migrate.start()
            assert migrate.ends() == 0, migrate.said()
            for service in running:
                service.start()
                stopping.callback(service.kill)
            assert [service.ready() for service in running] == [True] * 3, running[1].said()
            assert [service.asked("health").returncode for service in running] == [0] * 3

            launched = found["worker-activities"].asked("cohort", "launch", "spring", *FILES)
            assert launched.returncode == 0, launched.stderr
            assert await invited(maildir, 16) == 16
            for service in running:
                service.tell_to_stop()
            assert [service.ends() for service in running] == [0] * 3


async def invited(maildir: Path, wanted: int) -> int:
    """How many letters have come, once so many have."""
    for _ in range(300):
        count = len(list((maildir / "new").iterdir()))
        if count >= wanted:
            break
        await asyncio.sleep(0.2)
    return count
