"""The audit names what is known, and claims nothing of what it could not look up."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.supply import audit
from tests.supply.audit import ask, told

FLAW = {
    "id": "TANDEM-2026-1",
    "modified": "2026-01-01T00:00:00Z",
    "published": "2026-01-01T00:00:00Z",
    "summary": "A flaw for the test",
    "affected": [
        {
            "package": {"name": "jinja2", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.1.3"}]},
            ],
        }
    ],
}


class Registry(BaseHTTPRequestHandler):
    """Knows a flaw in one package."""

    def do_POST(self) -> None:
        """Answer what is asked about a package."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["package"]["name"] == "jinja2"
        answer = json.dumps({"vulns": [FLAW]} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@contextmanager
def registry() -> Iterator[str]:
    """A registry on this machine."""
    with HTTPServer(("127.0.0.1", 0), Registry) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()


def lock(folder: Path) -> Path:
    """A lock file with one package that has a flaw and one that has none."""
    file = folder / "some.lock"
    pins = (f"{name} --hash=sha256:{'0' * 64}" for name in ("jinja2==3.1.2", "rich==15.0.0"))
    file.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return file


def test_a_known_flaw_stops_the_check(tmp_path: Path) -> None:
    with registry() as address:
        lines, fine = told(
            ask(lock(tmp_path), "--vulnerability-service", "osv", "--osv-url", address)
        )

    assert lines == [
        "Audit: 2 of 2 packages looked up, 1 known flaws.",
        "jinja2 3.1.2: TANDEM-2026-1, fixed in 3.1.3",
    ]
    assert not fine


def test_what_the_registry_does_not_know_was_not_audited() -> None:
    answer = {
        "dependencies": [
            {"name": "rich", "version": "15.0.0", "vulns": []},
            {"name": "jinja2", "skip_reason": "Dependency not found"},
        ]
    }

    lines, fine = told(json.dumps(answer))

    assert lines == [
        "Audit: 1 of 2 packages looked up, 0 known flaws.",
        "NOT AUDITED: the registry tells nothing of 1 packages (jinja2).",
    ]
    assert fine


def test_a_registry_that_is_away_is_said_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--vulnerability-service", "osv", "--osv-url", "http://127.0.0.1:1/")
    monkeypatch.setattr(audit, "ask", lambda _: ask(lock(tmp_path), *options))

    assert audit.main() == 0
    assert capsys.readouterr().out.startswith("NOT AUDITED: the registry can't be asked")
