"""`record export --follow` in a process of its own: killed, cut off, and ended in every way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Self

import pytest
from sqlalchemy import Engine

from adapters.store.engine import make_engine
from adapters.store.event_store import event_store
from adapters.store.export import export
from adapters.store.migrate import upgrade
from tests.adapters.store.samples import batch
from tests.postgres.server import PostgresServer

TANDEM = Path(sys.executable).with_name("tandem")
PATIENCE = 60.0  # seconds
GLANCE = 0.01  # seconds
KILLS = 3
WRITERS = 3


class Follower:
    """A `tandem record export --follow` that can be killed."""

    def __init__(self, url: str, *words: str, **streams: Any) -> None:
        self.process = subprocess.Popen(
            [str(TANDEM), "record", "export", "--follow", *words],
            env=environment(url),
            stdout=streams.get("stdout", subprocess.DEVNULL),
            stderr=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; returns its exit status and what it said was wrong."""
        self.process.send_signal(how)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said.decode()


def environment(url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    return kept | {"TANDEM_DATABASE_URL": url}


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(GLANCE)


def lines_in(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


def grown(file: Path, lines: int) -> bool:
    return lines_in(file) > lines


def exported(engine: Engine) -> list[bytes]:
    return list(export(event_store(engine)))


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'tandem.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "record.jsonl"


def test_a_follower_that_is_killed_again_and_again_writes_every_fact_once(
    engine: Engine, url: str, out: Path
) -> None:
    enough, events = Event(), event_store(engine)

    def write(stream: str) -> None:
        version = 1
        while not enough.is_set():
            events.append(batch(stream, version, count=3))
            version += 3
            enough.wait(GLANCE)

    with ThreadPoolExecutor(WRITERS) as threads:
        writing = [threads.submit(write, f"pair-{n}") for n in range(WRITERS)]
        try:
            for kill in range(KILLS):
                more = lines_in(out) + 20
                with Follower(url, "--out", str(out)) as follower:
                    wait_until(partial(grown, out, more))
                    follower.kill()
                os.truncate(out, out.stat().st_size - kill)  # as a kill amid a line leaves it
        finally:
            enough.set()
        for each in writing:
            each.result(PATIENCE)
    with Follower(url, "--out", str(out)) as follower:
        wanted = exported(engine)
        wait_until(lambda: lines_in(out) >= len(wanted))
        assert follower.end() == (0, "")

    assert out.read_bytes() == b"".join(wanted)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_follower_ends_cleanly_when_it_is_asked_to(
    sqlite_record: str, how: signal.Signals
) -> None:
    with Follower(sqlite_record, stdout=subprocess.PIPE) as follower:
        assert follower.process.stdout is not None
        first = follower.process.stdout.readline()

        assert json.loads(first)["sequence"].endswith("1")
        assert follower.end(how) == (0, "")


def test_a_follower_ends_when_nobody_reads_it_though_nothing_more_happens(
    sqlite_record: str,
) -> None:
    with Follower(sqlite_record, stdout=subprocess.PIPE) as follower:
        assert follower.process.stdout is not None
        follower.process.stdout.readline()
        follower.process.stdout.close()
        follower.process.stdout = None

        assert follower.ended() == (0, "")


def test_a_follower_ends_when_its_reader_has_seen_enough_of_much(
    sqlite_record: str, tmp_path: Path
) -> None:
    engine = make_engine(sqlite_record)
    event_store(engine).append(batch("pair-2", 1, count=2000))
    engine.dispose()
    with Follower(sqlite_record, stdout=subprocess.PIPE) as follower:
        assert follower.process.stdout is not None
        follower.process.stdout.close()
        follower.process.stdout = None

        assert follower.ended() == (0, "")


def test_a_follower_goes_on_behind_a_position(sqlite_record: str) -> None:
    with Follower(sqlite_record, "--after", "2", stdout=subprocess.PIPE) as follower:
        assert follower.process.stdout is not None

        assert json.loads(follower.process.stdout.readline())["streamversion"] == 3


@pytest.fixture
def sqlite_record(tmp_path: Path) -> str:
    """Three facts in SQLite."""
    url = f"sqlite:///{tmp_path / 'tandem.db'}"
    engine = make_engine(url)
    upgrade(engine)
    event_store(engine).append(batch("pair-1", 1, count=3))
    engine.dispose()
    return url


def test_a_follower_waits_while_the_database_is_away(tmp_path: Path, out: Path) -> None:
    with PostgresServer(tmp_path / "server", durable=True) as server:
        url = server.url()
        engine = make_engine(url)
        upgrade(engine)
        event_store(engine).append(batch("pair-1", 1, count=3))
        with Follower(url, "--out", str(out)) as follower:
            wait_until(lambda: lines_in(out) == 3)
            server.kill()
            assert follower.process.stderr is not None
            said = follower.process.stderr.readline().decode()
            server.start()
            event_store(engine).append(batch("pair-1", 4, count=2))
            wait_until(lambda: lines_in(out) == 5)
            assert follower.end() == (0, "It is back.\n")
        wanted = exported(engine)
        engine.dispose()

    assert out.read_bytes() == b"".join(wanted)
    assert "can't be used" in said
    assert "Waiting for it." in said


def test_a_file_of_another_record_is_not_continued(sqlite_record: str, out: Path) -> None:
    engine = make_engine(sqlite_record)
    lines = exported(engine)
    engine.dispose()
    other = json.loads(lines[1]) | {"id": "of-another-record"}
    content = lines[0] + json.dumps(other, separators=(",", ":")).encode() + b"\n"
    out.write_bytes(content)

    with Follower(sqlite_record, "--out", str(out)) as follower:
        status, said = follower.ended()

    assert status == 1
    assert "position 2" in said
    assert out.read_bytes() == content


@pytest.mark.parametrize(
    ("content", "words", "problem"),
    [
        (b"Dear Ana,\n", [], "holds something else already"),
        (b'{"specversion":"1.0","type":"com.example"}\n', [], "is no event of a record"),
        (None, ["--after", "3"], "would leave a gap"),
    ],
)
def test_a_file_that_can_not_be_continued_is_left_alone(
    sqlite_record: str, out: Path, content: bytes | None, words: list[str], problem: str
) -> None:
    engine = make_engine(sqlite_record)
    content = content or exported(engine)[0]
    engine.dispose()
    out.write_bytes(content)

    with Follower(sqlite_record, "--out", str(out), *words) as follower:
        status, said = follower.ended()

    assert status == 2
    assert problem in said
    assert out.read_bytes() == content
