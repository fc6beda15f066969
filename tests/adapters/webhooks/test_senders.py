"""Every way to hand an event over, and what a real receiver can do to us."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook as Verifier

from adapters.webhooks import http, places
from adapters.webhooks.fake import FakeWebhookSender
from adapters.webhooks.http import HttpWebhookSender
from adapters.webhooks.standard import Signer
from domain.webhooks.model import Answer
from domain.webhooks.ports import WebhookSender
from tests.adapters.webhooks.authority import Authority
from tests.adapters.webhooks.receiver import Receiver, receiving
from tests.domain.webhooks.samples import webhook
from tests.ports import free_port

SIGNER = Signer("a secret of this installation")
BODY = b'{"specversion": "1.0"}'


@dataclass
class Line:
    """A sender, and the receiver at the other end of it."""

    sender: WebhookSender
    url: str
    refuse: Callable[[int, str], None]
    got: Callable[[], list[tuple[dict[str, str], bytes]]]

    async def send(self, event: str = "fact-1") -> Answer:
        return await self.sender.send(webhook(url=self.url), event, BODY, datetime.now(UTC))


@pytest.fixture(params=["fake", "http"])
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    if request.param == "fake":
        fake = FakeWebhookSender(SIGNER)
        refuse = lambda status, words: fake.answers.append(Answer(status=status, reason=words))  # noqa: E731  as short as the other
        yield Line(
            fake,
            "https://example.org",
            refuse,
            lambda: [(got.headers, got.body) for got in fake.got],
        )
        return
    async with receiving() as receiver, HttpWebhookSender(SIGNER, private=True) as sender:
        yield Line(
            sender,
            receiver.url,
            lambda status, words: receiver.says(f"{status} {words}"),
            lambda: [(got.headers, got.body) for got in receiver.got],
        )


async def test_an_event_arrives_whole_and_signed(line: Line) -> None:
    answer = await line.send()

    assert (answer.taken, answer.status) == (True, 200)
    ((headers, body),) = line.got()
    assert body == BODY
    Verifier(SIGNER.secret(webhook().id, 1)).verify(body, headers)
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"


async def test_a_refusal_is_told_and_the_next_attempt_is_the_same_message(line: Line) -> None:
    line.refuse(500, "Internal Server Error")

    refused, taken = await line.send(), await line.send()

    assert (refused.taken, str(refused)) == (False, "500 Internal Server Error")
    assert taken.taken
    assert len({headers["webhook-id"] for headers, _ in line.got()}) == 1


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def sender() -> AsyncIterator[HttpWebhookSender]:
    async with HttpWebhookSender(SIGNER, private=True) as sender:
        yield sender


async def sent(sender: HttpWebhookSender, url: str) -> Answer:
    return await sender.send(webhook(url=url), "fact-1", BODY, datetime.now(UTC))


async def test_events_to_one_receiver_share_a_connection(
    receiver: Receiver, sender: HttpWebhookSender
) -> None:
    for _ in range(5):
        assert (await sent(sender, receiver.url)).taken

    assert receiver.connections == 1
    assert receiver.got[0].line == "POST /hook?key=1 HTTP/1.1"
    assert receiver.got[0].headers["host"] == f"127.0.0.1:{receiver.port}"


async def test_a_redirect_is_not_followed(receiver: Receiver, sender: HttpWebhookSender) -> None:
    async with receiving() as other:
        receiver.says("307 Temporary Redirect", f"location: {other.url}")

        answer = await sent(sender, receiver.url)

        assert not answer.taken
        assert "redirects are not followed" in str(answer)
        assert other.got == []


async def test_what_a_receiver_says_of_its_trouble_is_kept_shortly(
    receiver: Receiver, sender: HttpWebhookSender
) -> None:
    trouble = b"no\x1b[31m room " + b"for you " * 100
    receiver.says("507 Insufficient Storage", "content-type: text/plain", body=trouble)
    receiver.says("502 Bad Gateway", "content-type: text/html", body=b"<h1>Bad Gateway</h1>")

    said = str(await sent(sender, receiver.url))
    page = str(await sent(sender, receiver.url))

    assert said.startswith("507 Insufficient Storage: no[31m room for you")
    assert len(said) < 200
    assert page == "502 Bad Gateway"


async def test_an_endless_answer_is_not_read_to_its_end(
    receiver: Receiver, sender: HttpWebhookSender
) -> None:
    receiver.replies.append(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200_000)

    assert (await sent(sender, receiver.url)).taken
    assert (await sent(sender, receiver.url)).taken


async def test_a_receiver_can_ask_for_time_in_seconds_or_by_a_date(
    receiver: Receiver, sender: HttpWebhookSender
) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)
    for wish in ("120", at, "soon", "-5", "9" * 400):
        receiver.says("429 Too Many Requests", f"retry-after: {wish}")

    seconds, date, *nonsense = [(await sent(sender, receiver.url)).retry_after for _ in range(5)]

    assert seconds == timedelta(seconds=120)
    assert date is not None
    assert timedelta(minutes=9) < date <= timedelta(minutes=10)
    assert nonsense == [None, None, None]


async def test_silence_and_a_dripping_answer_come_to_an_end(
    receiver: Receiver, sender: HttpWebhookSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.1)
    monkeypatch.setattr(http, "WHOLE", 0.5)
    receiver.replies = [None, b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", None]

    answers = [await sent(sender, receiver.url) for _ in range(2)]
    monkeypatch.setattr(http, "SILENCE", 60.0)
    async with HttpWebhookSender(SIGNER, private=True) as patient:
        answers.append(await sent(patient, receiver.url))

    assert [answer.taken for answer in answers] == [False, False, False]
    assert "silence" in str(answers[0])
    assert "no whole answer" in str(answers[2])


async def test_a_receiver_that_hangs_up_or_is_not_there_is_an_answer_too(
    receiver: Receiver, sender: HttpWebhookSender
) -> None:
    receiver.replies = [b""]

    hung_up = await sent(sender, receiver.url)
    absent = await sent(sender, f"http://127.0.0.1:{free_port()}/")

    assert (hung_up.status, absent.status) == (None, None)
    assert hung_up.reason
    assert absent.reason


async def test_nothing_goes_to_an_inner_address_under_whatever_name(receiver: Receiver) -> None:
    found = ["127.0.0.1"]

    async def resolve(host: str, _: int) -> list[str]:
        return found

    async with HttpWebhookSender(SIGNER, resolve=resolve) as sender:
        answer = await sent(sender, f"https://innocent.example:{receiver.port}/")
        found.insert(0, "93.184.216.34")
        mixed = await sent(sender, f"https://innocent.example:{receiver.port}/")

    assert "127.0.0.1 is this machine itself" in str(answer)
    assert "127.0.0.1 is this machine itself" in str(mixed)
    assert receiver.connections == 0


async def test_private_receivers_must_be_allowed(receiver: Receiver) -> None:
    async with HttpWebhookSender(SIGNER) as strict:
        answer = await sent(strict, receiver.url)

    assert "not sent" in str(answer)
    assert receiver.connections == 0


async def test_of_several_addresses_the_one_that_answers_is_used(receiver: Receiver) -> None:
    async def resolve(host: str, _: int) -> list[str]:
        return ["::1", "127.0.0.1"]

    async with HttpWebhookSender(SIGNER, private=True, resolve=resolve) as sender:
        answer = await sent(sender, f"http://two.example:{receiver.port}/")

    assert answer.taken
    assert receiver.got[0].headers["host"] == f"two.example:{receiver.port}"


async def test_a_name_that_nobody_knows_is_an_answer(sender: HttpWebhookSender) -> None:
    answer = await sent(sender, "https://nobody.invalid/")

    assert not answer.taken
    assert answer.reason


async def test_a_receiver_must_prove_by_its_certificate_who_it_is(authority: Authority) -> None:
    async def resolve(host: str, _: int) -> list[str]:
        return ["127.0.0.1"]

    async with receiving(authority.server("receiver.example")) as receiver:
        trusting = HttpWebhookSender(
            SIGNER, private=True, trust=authority.client(), resolve=resolve
        )
        async with trusting as sender:
            right = await sent(sender, f"https://receiver.example:{receiver.port}/")
            wrong = await sent(sender, f"https://other.example:{receiver.port}/")
        async with HttpWebhookSender(SIGNER, private=True, resolve=resolve) as stranger:
            unknown = await sent(stranger, f"https://receiver.example:{receiver.port}/")

    assert right.taken
    assert "certificate" in str(wrong).lower()
    assert "certificate" in str(unknown).lower()
    assert len(receiver.got) == 1


def test_every_address_of_a_receiver_gets_its_turn_within_one_attempt() -> None:
    assert http.CONNECT * places.MOST < http.WHOLE
