"""The server that tests start, kill and start again; and a record that outlives it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from adapters.store import postgres
from adapters.store.engine import make_engine
from adapters.store.event_store import event_store
from adapters.store.migrate import upgrade
from domain.ports import EventStore
from tests.adapters.store.chains import broken_seals
from tests.adapters.store.conftest import opened
from tests.adapters.store.samples import batch
from tests.postgres.programs import local_programs, wheel_programs
from tests.postgres.server import PostgresServer

STARTER = """
import sys, time
from pathlib import Path
from tests.postgres.server import PostgresServer
server = PostgresServer(Path(sys.argv[1])).start()
print(server.url(), flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path, durable=True) as started:
        yield started


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def test_the_wheel_brings_a_postgresql_along_wherever_we_are() -> None:
    assert wheel_programs()
    assert set(wheel_programs()) <= set(local_programs())


@pytest.mark.parametrize("bin_dir", local_programs(), ids=lambda path: path.parent.name)
def test_any_postgresql_of_this_machine_can_be_started(bin_dir: Path, tmp_path: Path) -> None:
    with PostgresServer(tmp_path, bin_dir=bin_dir) as started:
        url = started.create("fresh")
        assert answers(url)

    assert not answers(url)


def test_what_was_committed_outlives_a_kill(server: PostgresServer) -> None:
    url = server.create("kept")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")

    server.kill()
    assert not answers(url)
    server.start()

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        url = starter.stdout.readline().strip()
        assert answers(url)
        starter.kill()

    last_look = monotonic() + 30
    while answers(url):
        assert monotonic() < last_look
        sleep(0.05)


def test_the_record_goes_on_by_itself_after_the_server_was_killed(server: PostgresServer) -> None:
    with opened(server.create("record")) as engine:
        upgrade(engine)
        events = event_store(engine)
        told = events.append(batch("ana-ben", 1, count=2))

        server.kill()
        with pytest.raises(DBAPIError):
            events.append(batch("ana-ben", 3))
        server.start()

        assert events.append(batch("ana-ben", 1, count=2)) == told
        events.append(batch("ana-ben", 3))
        assert [fact.version for fact in events.stream("ana-ben")] == [1, 2, 3]
        assert broken_seals(engine, "ana-ben") == []


def test_no_acknowledged_fact_is_lost_when_the_server_is_killed_amid_appends(
    server: PostgresServer,
) -> None:
    told: list[int] = []
    stopped = Event()
    with opened(server.create("record")) as engine:
        upgrade(engine)
        writer = Thread(target=write, args=(event_store(engine), told, stopped))
        writer.start()
        for kill in range(1, 4):
            wait_for(told, 20 * kill)
            server.kill()
            server.start()
        wait_for(told, 80)
        stopped.set()
        writer.join(60)

        versions = [each.fact.version for each in event_store(engine).read(limit=100_000)]
        assert versions == list(range(1, len(versions) + 1))
        assert told == versions
        assert broken_seals(engine, "ana-ben") == []


def write(events: EventStore, told: list[int], stopped: Event) -> None:
    """Append one fact after the other, and the same again where nobody answered."""
    while not stopped.is_set():
        try:
            events.append(batch("ana-ben", len(told) + 1))
        except DBAPIError:
            sleep(0.02)
        else:
            told.append(len(told) + 1)


def wait_for(told: list[int], many: int) -> None:
    last_look = monotonic() + 60
    while len(told) < many:
        assert monotonic() < last_look
        sleep(0.005)


def test_a_server_that_falls_silent_is_given_up(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(server.create("record"))
    upgrade(engine)
    events = event_store(engine)
    events.append(batch("ana-ben", 1))
    with psycopg.connect(server.url(), autocommit=True) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tandem'"
        pids = [pid for (pid,) in connection.execute(query)]
    monkeypatch.setattr(postgres, "SILENCE_SECONDS", 0.5)

    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    with pytest.raises(OperationalError, match=r"has not answered for 0\.5 seconds"):
        events.append(batch("ana-ben", 2))
    for pid in pids:
        os.kill(pid, signal.SIGCONT)

    assert events.append(batch("ana-ben", 2)) == (2,)
    engine.dispose()
