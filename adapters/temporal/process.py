"""Child processes that leave no orphan behind, not even after `kill -9`."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
PROCESSES = Path("/proc")
GLANCE = 0.02  # seconds between two looks at a process


def spawn(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a command whose output goes to the log and that dies with this thread.

    Call it from a thread that lives as long as the child shall. The child gets a process group of
    its own: Ctrl-C in a terminal must not end it before those who still need it have finished.
    """
    tethered = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            tethered,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )


async def stop(process: subprocess.Popen[bytes], patience: float) -> None:
    """End a child: politely, and after `patience` seconds without asking."""
    if process.poll() is None:
        process.terminate()
        if not await within(patience, lambda: process.poll() is not None):
            process.kill()
    process.wait()


async def stop_stranger(pid: int, mark: str, patience: float) -> bool:
    """End what an earlier run left behind, if that pid still has `mark` in its command."""
    if mark not in command_line(pid):
        return False
    for request in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, request)
        if await within(patience, lambda: mark not in command_line(pid)):
            break
    return True


def command_line(pid: int) -> str:
    """The command that a process was started with; empty if there is no such process."""
    if PROCESSES.is_dir():
        with contextlib.suppress(OSError):
            return (
                (PROCESSES / str(pid) / "cmdline").read_text(errors="replace").replace("\0", " ")
            )
        return ""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607  wherever the system has it
        check=False,
        capture_output=True,
        text=True,
    )
    return listed.stdout


async def within(seconds: float, done: Callable[[], bool]) -> bool:
    """Wait until it is done, and tell whether it was in time."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(GLANCE)
    return True
