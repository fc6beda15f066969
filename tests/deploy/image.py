"""The image of deploy/Dockerfile, built without any registry, and run as compose would run it.

    python -m tests.deploy.image

It needs a Docker engine, or root and `dockerd` to start one, and mmdebstrap, which makes the base
image from Debian's packages. Python's packages come from wherever pip gets them here. It takes
minutes.
"""

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from entrypoints.cli.output import say
from tests.deploy.composed import ROOT, Machine, Process, machine
from tests.ports import free_port

BASE, IMAGE = "tandem-base:drill", "tandem:drill"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PACKAGES = "python3,python3-venv,ca-certificates"
LOCKED_UP = (
    *("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL"),  # noqa: S108  a path in a container
    *("--security-opt", "no-new-privileges", "--network", "host"),
)
TRACES = "import adapters.traces.provider"
PATIENCE = 120.0  # seconds


class Docker:
    """An engine, spoken to by its own command line, with the builder that it brings along."""

    def __init__(self, host: str) -> None:
        self._host = host

    def __call__(self, *words: str, timeout: float = 1200) -> str:
        environment = os.environ | {"DOCKER_HOST": self._host, "DOCKER_BUILDKIT": "1"}
        program = "/usr/bin/docker" if Path("/usr/bin/docker").exists() else "docker"
        done = subprocess.run(
            [program, *words],
            check=False,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, f"docker {' '.join(words)}\n{done.stdout}"
        return done.stdout.strip()

    def answers(self) -> bool:
        with contextlib.suppress(AssertionError):
            return bool(self("version"))
        return False


@contextmanager
def engine(folder: Path) -> Iterator[Docker]:
    """The engine that answers here, or one of our own."""
    usual = Docker(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    if usual.answers():
        yield usual
        return
    ours = f"unix://{folder / 'docker.sock'}"
    places = [
        f"--data-root={folder}/data",
        f"--exec-root={folder}/exec",
        f"--pidfile={folder}/pid",
    ]
    command = ["dockerd", "--storage-driver=vfs", "--host", ours, *places]
    with (folder / "dockerd.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        until(Docker(ours).answers, "the engine did not start")
        yield Docker(ours)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def until(true: Callable[[], bool], otherwise: str) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.5)


def make_base(docker: Docker, folder: Path) -> None:
    """A small Debian with Python, and with this machine's authorities."""
    archive = folder / "base.tar"
    flags = ("--variant=minbase", f"--include={PACKAGES}")
    subprocess.run(["mmdebstrap", *flags, "bookworm", archive], check=True, timeout=600)  # noqa: S607
    docker("import", str(archive), f"{BASE}-plain")
    shutil.copy(CERTIFICATES, folder)
    recipe = folder / "Dockerfile"
    recipe.write_text(f"FROM {BASE}-plain\nCOPY {CERTIFICATES.name} {CERTIFICATES}\n")
    ignored = folder / ".dockerignore"
    ignored.write_text(f"*\n!{CERTIFICATES.name}\n")
    docker("build", "--tag", BASE, str(folder))


def build(docker: Docker) -> None:
    """Build the real file; pip finds its index as it does by itself."""
    recipe = str(ROOT / "deploy" / "Dockerfile")
    chosen = ("--build-arg", f"BASE={BASE}", "--network", "host", "--file", recipe)
    docker("build", *chosen, "--tag", IMAGE, str(ROOT))


def look_inside(docker: Docker) -> None:
    """Who runs in it, what can be written, what is not in it."""
    said = docker("run", "--rm", *LOCKED_UP, IMAGE, "--version")
    assert said.startswith("tandem "), said
    look = (
        "id -u; touch /opt/tandem/x 2>/dev/null || echo locked; "
        "command -v temporal pip || echo lean; du -sm /opt/tandem | cut -f 1"
    )
    shell = docker("run", "--rm", *LOCKED_UP, "--entrypoint", "sh", IMAGE, "-c", look)
    user, locked, lean, size = shell.splitlines()
    assert (user, locked, lean) == ("10001", "locked", "lean"), shell
    docker("run", "--rm", *LOCKED_UP, "--entrypoint", "python", IMAGE, "-c", TRACES)
    say(f"{said}: user {user}, nothing can be written, {size} MB on top of its base")


async def run(docker: Docker, folder: Path) -> None:
    """Migrate a database and serve the pages from containers that can write nothing."""
    async with machine(folder) as (here, _):
        services = {name: Process(name, here, folder) for name in ("migrate", "web")}
        say(docker("run", "--rm", *as_composed(services["migrate"], here)))
        services["web"].settings |= {"TANDEM_WEB_PORT": str(free_port())}
        served = docker("run", "--detach", *as_composed(services["web"], here))
        try:
            await asyncio.to_thread(watch, docker, served)
        finally:
            docker("rm", "--force", served)


def as_composed(service: Process, here: Machine) -> list[str]:
    """How a service of the compose file is started, words of `docker run`."""
    words = [*LOCKED_UP]
    for secret in service.service["secrets"]:
        words += ["--volume", f"{here.secrets / secret}:/run/secrets/{secret}:ro"]
    for name, value in service.settings.items():
        words += ["--env", f"{name}={value.replace(str(here.secrets), '/run/secrets')}"]
    return [*words, IMAGE, *service.service["command"]]


def watch(docker: Docker, served: str) -> None:
    """Its own check must say that it is well, and it must end when it is told to."""
    state = ("inspect", "--format", "{{.State.Health.Status}}", served)
    until(lambda: docker(*state) == "healthy", "it did not become healthy")
    docker("stop", "--time", "30", served)
    code = docker("inspect", "--format", "{{.State.ExitCode}}", served)
    assert code == "0", docker("logs", served)
    say("web: healthy by its own check, and it ended by itself when it was told to")


def main() -> None:
    """Do all of it in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with engine(folder) as docker:
            make_base(docker, folder)
            build(docker)
            look_inside(docker)
            asyncio.run(run(docker, folder))


if __name__ == "__main__":
    main()
