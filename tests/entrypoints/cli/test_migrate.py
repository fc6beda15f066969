"""The database is brought up to date by a command of its own, and a container asks how we are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from adapters.store.engine import make_engine
from adapters.store.migrate import current, head, is_current
from tests.adapters.store import newer
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


def test_beside_a_newer_release_nothing_is_migrated_and_the_doctor_is_content(
    tandem: Tandem, folder: Path, tmp_path: Path
) -> None:
    tandem("migrate")
    reached = bring(folder, newer.version(), tmp_path)

    once, waited, look = tandem("migrate"), tandem("migrate", "--wait", "0"), tandem("doctor")

    assert (once.status, waited.status) == (0, 0)
    assert f"at version {reached}, and this Tandem knows none after {head()}; Tandem " in once.out
    assert once.out.endswith("it still serves this one. Nothing was changed.\n")
    assert waited.out == once.out
    assert f"reached and written, at version {reached} (this Tandem's is {head()};" in look.out


def test_where_a_newer_release_serves_this_one_no_longer_every_command_says_which_is_needed(
    tandem: Tandem, folder: Path, tmp_path: Path
) -> None:
    tandem("migrate")
    reached = bring(folder, newer.version(1), tmp_path)

    answers = [tandem("migrate"), tandem("cohort", "list"), tandem("record", "verify")]

    says = f"it serves who knows {reached}: use Tandem "
    assert [(answer.status, says in answer.err) for answer in answers] == [(1, True)] * 3
    assert says in " ".join(tandem("doctor").out.split())


def bring(folder: Path, serves_from: str, copies: Path) -> str:
    engine = make_engine(f"sqlite:///{folder / 'tandem.db'}")
    reached = newer.bring(engine, copies, [serves_from])
    assert current(engine) == reached
    engine.dispose()
    return reached


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
