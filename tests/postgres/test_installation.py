"""An installation whose record is on a PostgreSQL server, driven as its users do."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.installation import FILES, Installation
from tests.postgres.server import PostgresServer

PAIR = "spring-N01-M01"
NOWHERE = "postgresql://ana:hunter2@127.0.0.1:1/tandem"
GAPS = {"skills": ["hiring"]}


class OnPostgres(Installation):
    """`tandem up` and all commands with TANDEM_DATABASE_URL."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self._url = url

    def _environment(self) -> dict[str, str]:
        return super()._environment() | {"TANDEM_DATABASE_URL": self._url}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    with PostgresServer(tmp_path / "server", durable=True) as started:
        yield started


def test_mentoring_goes_on_after_the_database_was_killed(
    server: PostgresServer, tmp_path: Path
) -> None:
    with OnPostgres(tmp_path / "here", server.create("tandem")) as tandem:
        tandem.does("cohort", "launch", "spring", *FILES)
        tandem.asks(PAIR, "mentee", "name_gaps", **GAPS)

        server.kill()
        away = tandem.run("cohort", "list")
        server.start()

        assert away.returncode == 3
        assert "can't be used" in away.stderr
        tandem.asks(PAIR, "mentor", "share_experience", experience=["hiring"], style="advisory")
        told = [event["type"] for event in tandem.export() if event["subject"] == PAIR]
        assert told[-2:] == [
            "tandem.mentorship.gaps_named.v1",
            "tandem.mentorship.experience_shared.v1",
        ]
        assert not (tandem.folder / "tandem.db").exists()


def test_a_worker_of_its_own_works_on_the_same_database(
    server: PostgresServer, tmp_path: Path
) -> None:
    with OnPostgres(tmp_path / "here", server.create("tandem")) as tandem:
        worker = tandem.begin("worker")
        try:
            assert worker.stderr is not None
            said = worker.stderr.readline()
            tandem.does("cohort", "launch", "spring", *FILES)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=60)

    assert "worker_started" in said
    assert worker.returncode == 0


@pytest.mark.parametrize("command", ["up", "inbox"])
def test_a_database_that_is_not_there_is_named_without_its_password(
    tmp_path: Path, command: str
) -> None:
    assert_named(OnPostgres(tmp_path / "here", NOWHERE).run(command))


def test_a_worker_without_its_database_does_not_even_begin(tmp_path: Path) -> None:
    with Installation(tmp_path / "here") as running:
        assert_named(OnPostgres(running.folder, NOWHERE).run("worker"))


def assert_named(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == 3
    assert "The database postgresql://ana:***@127.0.0.1:1/tandem can't be used" in done.stderr
    assert len(done.stderr.splitlines()) == 1
