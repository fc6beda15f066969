"""The database is brought up to date by a command of its own, and a container asks how we are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from adapters.store.engine import make_engine
from adapters.store.migrate import head, is_current
from tests.entrypoints.cli.conftest import Tandem


def test_a_new_database_is_made_and_brought_up_to_date(tandem: Tandem, folder: Path) -> None:
    answers = [tandem("migrate"), tandem("migrate"), tandem("migrate", "--wait", "0")]

    assert [answer.out for answer in answers] == [f"The database is at version {head()}.\n"] * 3
    engine = make_engine(f"sqlite:///{folder / 'tandem.db'}")
    assert is_current(engine)
    engine.dispose()


def test_who_waits_in_vain_is_told_so(tandem: Tandem) -> None:
    answer = tandem("migrate", "--wait", "0")

    assert answer.status == 1
    assert f"not come to version {head()}" in answer.err


def test_a_file_has_no_roles_to_grant_anything(tandem: Tandem) -> None:
    assert tandem("migrate", "--grant", "worker").status == 2
    assert tandem("migrate", "--grant", "worker", "--wait", "1").status == 2


@contextmanager
def answering(live: int, ready: int) -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response({"/live": live, "/ready": ready}[self.path])
            self.end_headers()
            self.wfile.write(b"database: away")

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"0.0.0.0:{server.server_port}"
        server.shutdown()


def test_the_health_of_the_process_beside_is_told_by_an_exit_status(
    tandem: Tandem, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(live=200, ready=503) as address:
        monkeypatch.setenv("TANDEM_HEALTH_ADDRESS", address)
        lives, ready = tandem("health"), tandem("health", "--ready")

    assert (lives.status, ready.status) == (0, 1)
    assert "503 database: away" in ready.err
    assert tandem("health").status == 3
