"""A receiver is told of everything that happens: in order, signed, through its own troubles."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from standardwebhooks import Webhook as Verifier

from tests.acceptance.installation import FILES, Installation, until

FIRST, SECOND = "spring-N01-M01", "spring-N02-M01"


class Got(NamedTuple):
    """A message that came in, and whether it was taken."""

    headers: dict[str, str]
    body: bytes
    taken: bool

    @property
    def position(self) -> int:
        return int(json.loads(self.body)["sequence"])

    def is_signed_with(self, secret: str) -> bool:
        """Verify it, however long ago it came."""
        at = datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), UTC)
        right = Verifier(secret).sign(self.headers["webhook-id"], at, self.body.decode())
        return right in self.headers["webhook-signature"].split(" ")


class Receiver(ThreadingHTTPServer):
    """A receiver of webhooks that refuses as often as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taker)
        self.got: list[Got] = []
        self.refusals = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tandem"

    def taken(self) -> list[int]:
        """The positions of what it took, in the order in which it came."""
        return [got.position for got in self.got if got.taken]


class Taker(BaseHTTPRequestHandler):
    """Keeps what comes in."""

    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            taken = self.server.refusals == 0
            self.server.refusals -= not taken
            self.server.got.append(Got(headers, body, taken))
        self.send_response(204 if taken else 500)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        thread.join()
        receiver.server_close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Installation]:
    with Installation(tmp_path / "data", TANDEM_WEBHOOK_PRIVATE="true") as office:
        yield office


def record(office: Installation) -> list[dict[str, Any]]:
    return sorted(office.export(), key=lambda event: event["sequence"])


def test_every_fact_arrives_in_order_and_signed_though_the_receiver_fails_and_all_is_killed(
    office: Installation, receiver: Receiver
) -> None:
    receiver.refusals = 1
    added = office.facts("webhook", "add", receiver.url)
    office.does("cohort", "launch", "spring", *FILES)
    until(lambda: len(receiver.taken()) >= 2)
    office.kill()
    office.start()
    office.asks(FIRST, "manager", "pause", reason="a week at sea")
    events = record(office)
    until(lambda: receiver.taken()[-1:] == [len(events)])

    taken = receiver.taken()
    assert list(dict.fromkeys(taken)) == list(range(1, len(events) + 1))
    assert not receiver.got[0].taken
    for got in receiver.got:
        assert json.loads(got.body) == events[got.position - 1]
        assert got.is_signed_with(added["secret"])
    names = {got.headers["webhook-id"] for got in receiver.got}
    assert len(names) == len(events)
    assert "every one has its workflow" in office.run("doctor").stdout


def test_a_subscription_is_steered_from_the_command_line(
    office: Installation, receiver: Receiver
) -> None:
    refused = office.run("webhook", "add", "http://example.org", "--type", "meeting_hold")
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[0].startswith("types:")
    added = office.facts("webhook", "add", receiver.url, "--type", "mentorship_opened")
    webhook, secret = added["id"], added["secret"]
    office.does("cohort", "launch", "spring", *FILES)
    until(lambda: len(receiver.taken()) == 8)
    first = receiver.taken()

    office.asks(FIRST, "manager", "pause", reason="a week at sea")
    assert office.facts("webhook", "pause", webhook)["state"] == "paused"
    office.does("webhook", "replay", webhook, "--from", "1")
    assert "Taken: 204" in office.does("webhook", "test", webhook)
    assert json.loads(receiver.got[-1].body)["type"] == "tandem.webhook.test.v1"
    office.does("webhook", "resume", webhook)
    until(lambda: len(receiver.got) == 17)
    assert [got.position for got in receiver.got[9:]] == first

    rotated = office.facts("webhook", "rotate", webhook)["secret"]
    receiver.refusals = 1
    broken = office.run("webhook", "test", webhook)
    assert (broken.returncode, broken.stderr) == (1, "Not taken: 500 Internal Server Error\n")
    both = receiver.got[-1]
    assert both.is_signed_with(secret)
    assert both.is_signed_with(rotated)
    assert not receiver.got[0].is_signed_with(rotated)
    office.does("webhook", "remove", webhook)
    assert office.facts("webhook", "list") == []


def test_a_subscription_whose_workflow_is_lost_comes_back_from_where_it_was(
    office: Installation, receiver: Receiver
) -> None:
    office.does("cohort", "launch", "spring", *FILES)
    webhook = office.facts("webhook", "add", receiver.url)["id"]
    office.asks(FIRST, "manager", "pause", reason="a week at sea")
    until(lambda: len(receiver.taken()) >= 1)
    before = len(receiver.taken())
    office.kill()
    for file in office.folder.glob("temporal.db*"):
        file.unlink()

    office.start()
    assert f"Webhooks restarted: {webhook}." in office.does("recover")
    office.asks(SECOND, "manager", "pause", reason="a week at sea")
    newest = len(office.export())
    until(lambda: receiver.taken()[-1:] == [newest])

    positions = list(dict.fromkeys(receiver.taken()))
    assert positions == list(range(positions[0], positions[-1] + 1))
    assert len(receiver.taken()) > before
