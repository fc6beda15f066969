"""The embedded whole: server and mail catcher together, started, found, stopped, killed."""

import asyncio
import os
import signal
import smtplib
import subprocess
import sys
import textwrap
from email.message import EmailMessage
from pathlib import Path

import pytest

from adapters.temporal import process
from adapters.temporal.dev_server import connect
from entrypoints.embedded import InstallationInUse, embedded, find, stop_on_signals
from entrypoints.settings import load

ROOT = Path(__file__).parents[2]
UP = textwrap.dedent("""
    import asyncio, sys
    from entrypoints.embedded import embedded, stop_on_signals
    from entrypoints.exit import leave
    from entrypoints.settings import load

    async def main():
        with stop_on_signals() as stop:
            async with embedded(load(data_dir=sys.argv[1]), ui=False):
                print("up", flush=True)
                await stop.wait()
        print("stopped", flush=True)

    asyncio.run(main())
    leave(0)
""")


def up(folder: Path) -> "subprocess.Popen[bytes]":
    """Start an installation as a command does, and return when it is up."""
    running = subprocess.Popen(
        [sys.executable, "-c", UP, folder], cwd=ROOT, stdout=subprocess.PIPE, process_group=0
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"up\n"
    return running


def server_of(folder: Path) -> list[int]:
    """The process ids of Temporal servers that work in the folder."""
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [pid for pid in numbers if f"{folder}/temporal.db" in process.command_line(pid)]


async def test_both_servers_run_and_can_be_found(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "program@tandem.invalid", "ada@example.org"

    async with embedded(load(data_dir=tmp_path), search_attributes={"Stage": "Keyword"}) as inside:
        found = find(tmp_path)
        await connect(found.temporal_address)
        with smtplib.SMTP(found.smtp_host, found.smtp_port) as client:
            client.send_message(letter)

    assert found == inside
    assert found.pid == os.getpid()
    assert found.temporal_ui is not None
    assert found.maildir == tmp_path / "mail"
    assert len(list((found.maildir / "new").iterdir())) == 1
    assert server_of(tmp_path) == []


async def test_servers_of_the_organisation_are_used_instead(tmp_path: Path) -> None:
    settings = load(
        data_dir=tmp_path,
        temporal_address="temporal.example.org:7233",
        smtp_host="mail.example.org",
        smtp_port=587,
    )

    async with embedded(settings) as inside:
        assert inside.temporal_address == "temporal.example.org:7233"
        assert (inside.smtp_host, inside.smtp_port) == ("mail.example.org", 587)
        assert not (tmp_path / "mail").exists()
        assert server_of(tmp_path) == []


async def test_a_folder_in_use_is_refused_and_the_other_goes_on(tmp_path: Path) -> None:
    settings = load(data_dir=tmp_path)
    async with embedded(settings) as inside:
        with pytest.raises(InstallationInUse) as problem:
            async with embedded(settings):
                pass

        assert problem.value.code == "installation_in_use"
        assert find(tmp_path) == inside
        await connect(inside.temporal_address)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with up(tmp_path) as running:
        os.killpg(running.pid, number)
        out, _ = running.communicate()

    assert out == b"stopped\n"
    assert running.returncode == 0
    assert server_of(tmp_path) == []


async def test_after_kill_9_of_its_whole_group_nothing_stays_and_the_next_start_goes_on(
    tmp_path: Path,
) -> None:
    with up(tmp_path) as running:
        address = find(tmp_path).temporal_address
        client = await connect(address)
        await client.start_workflow("Mentorship", id="mentorship-1", task_queue="t")
        os.killpg(running.pid, signal.SIGKILL)
    assert await process.within(20, lambda: server_of(tmp_path) == [])

    async with embedded(load(data_dir=tmp_path), ui=False) as inside:
        assert inside.temporal_address == address
        again = await connect(address)
        described = await again.get_workflow_handle("mentorship-1").describe()
        assert described.workflow_type == "Mentorship"


async def test_a_signal_sets_the_event_and_does_not_end_the_process() -> None:
    with stop_on_signals() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), signal.SIGINT)
        async with asyncio.timeout(20):
            await stop.wait()

    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
