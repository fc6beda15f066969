"""Leaving: the status is ours, and nothing that was said gets lost."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def left_by(script: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True
    )


def test_what_was_printed_and_logged_is_out_before_the_end(tmp_path: Path) -> None:
    done = left_by(f"""
import logging.handlers, sys
from entrypoints.exit import leave
file = logging.FileHandler({str(tmp_path / "log")!r})
logging.getLogger().addHandler(logging.handlers.MemoryHandler(100, 60, file))
logging.getLogger().warning("kept")
sys.stdout.write("said")
leave(3)
""")

    assert (done.returncode, done.stdout, done.stderr) == (3, "said", "")
    assert (tmp_path / "log").read_text(encoding="utf-8") == "kept\n"


def test_it_leaves_although_nobody_reads_any_more() -> None:
    done = left_by("""
import os, sys
from entrypoints.exit import leave
reader, writer = os.pipe()
os.close(reader)
sys.stdout = os.fdopen(writer, "w")
sys.stdout.write("to nobody")
leave(0)
""")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_command_that_talked_to_temporal_ends_with_its_own_status() -> None:
    done = left_by("""
import asyncio
from adapters.temporal.connection import TemporalUnreachable, connect
from entrypoints import logging
from entrypoints.exit import leave
logging.configure()
try:
    asyncio.run(connect("127.0.0.1:1"))
except TemporalUnreachable as problem:
    print(problem)
leave(3)
""")

    assert done.returncode == 3
    assert (
        done.stdout
        == "The Temporal server at 127.0.0.1:1 can't be reached: nobody listens there.\n"
    )
