"""One contract for the fake mailer and the real one, and what only real servers do."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Protocol

import pytest

from adapters.mail.catcher import MailCatcher
from adapters.mail.compose import Composer
from adapters.mail.fake import FakeMailer
from adapters.mail.samples import samples
from adapters.mail.smtp import SmtpMailer, SmtpServer
from domain.errors import MailUnavailable, RecipientRefused
from domain.ports import Mailer

TO_MENTEE, TO_MENTOR = samples("review")
ANA = TO_MENTEE.to.email


class Post(Protocol):
    """A mailer, and what a test can do to the far end."""

    mailer: Mailer

    def refuse(self, email: str, code: int) -> None: ...
    def go_down(self) -> None: ...
    def come_back(self) -> None: ...
    def arrived(self) -> list[str]: ...


class FakePost:
    def __init__(self) -> None:
        self.fake = FakeMailer()
        self.mailer: Mailer = self.fake

    def refuse(self, email: str, code: int) -> None:
        if code >= 500:
            self.fake.refuse(email, "no such mailbox")
        else:
            self.fake.defer(email, "try again later")

    def go_down(self) -> None:
        self.fake.down = True

    def come_back(self) -> None:
        self.fake.down = False
        self.fake.accept(ANA)

    def arrived(self) -> list[str]:
        return [message.id for message in self.fake.sent]


class SmtpPost:
    def __init__(self, catcher: MailCatcher, composer: Composer) -> None:
        self.catcher = catcher
        server = SmtpServer(host=catcher.host, port=catcher.port, timeout=5)
        self.mailer: Mailer = SmtpMailer(server, composer)

    def refuse(self, email: str, code: int) -> None:
        self.catcher.refuse = lambda address: code if address == email else None

    def go_down(self) -> None:
        self.catcher.stop()

    def come_back(self) -> None:
        self.catcher.start()

    def arrived(self) -> list[str]:
        files = sorted((self.catcher.maildir.path / "new").iterdir())
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [str(mail["Tandem-Effect"]) for mail in mails]


@pytest.fixture(params=["fake", "smtp"])
def post(request: pytest.FixtureRequest, tmp_path: Path, composer: Composer) -> Iterator[Post]:
    if request.param == "fake":
        yield FakePost()
        return
    with MailCatcher(tmp_path / "mail") as catcher:
        yield SmtpPost(catcher, composer)


async def test_a_message_arrives(post: Post) -> None:
    await post.mailer.send(TO_MENTEE)
    await post.mailer.send(TO_MENTOR)
    assert post.arrived() == [TO_MENTEE.id, TO_MENTOR.id]


async def test_a_mailbox_that_does_not_exist_is_refused_for_good(post: Post) -> None:
    post.refuse(ANA, 550)
    with pytest.raises(RecipientRefused, match="no such mailbox"):
        await post.mailer.send(TO_MENTEE)
    assert post.arrived() == []


async def test_a_refused_person_does_not_keep_others_from_their_mail(post: Post) -> None:
    post.refuse(ANA, 550)
    with pytest.raises(RecipientRefused):
        await post.mailer.send(TO_MENTEE)
    await post.mailer.send(TO_MENTOR)
    assert post.arrived() == [TO_MENTOR.id]


async def test_a_mailbox_that_is_busy_can_be_tried_again(post: Post) -> None:
    post.refuse(ANA, 450)
    with pytest.raises(MailUnavailable, match="try again later"):
        await post.mailer.send(TO_MENTEE)
    assert post.arrived() == []


async def test_a_server_that_is_down_loses_nothing(post: Post) -> None:
    post.go_down()
    with pytest.raises(MailUnavailable):
        await post.mailer.send(TO_MENTEE)
    post.come_back()
    await post.mailer.send(TO_MENTEE)
    assert post.arrived() == [TO_MENTEE.id]


class Script:
    """A mail server that answers as it was told to, by the first word of what it hears."""

    def __init__(self, **answers: str) -> None:
        self.answers = {"GREETING": "220 ready", "DATA": "354 go on", "END": "250 taken"} | answers
        self.heard: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.say(writer, "GREETING")
        while row := (await reader.readline()).decode().strip():
            word = row.upper().split(" ")[0].partition(":")[0]
            self.heard.append(word)
            await self.say(writer, word)
            if word == "DATA" and self.answers["DATA"].startswith("354"):
                await reader.readuntil(b"\r\n.\r\n")
                await self.say(writer, "END")
        writer.close()
        await writer.wait_closed()

    async def say(self, writer: asyncio.StreamWriter, word: str) -> None:
        answer = self.answers.get(word, "250 fine")
        if answer == "hang up":
            writer.close()
        elif answer != "silence":
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()

    @asynccontextmanager
    async def serving(self, composer: Composer) -> AsyncIterator[SmtpMailer]:
        server = await asyncio.start_server(self.talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            yield SmtpMailer(SmtpServer(host="127.0.0.1", port=port, timeout=0.3), composer)


async def test_the_servers_own_words_are_kept(composer: Composer) -> None:
    script = Script(RCPT="550 5.1.1 <ana@example.org>: Ana has left us")
    async with script.serving(composer) as mailer:
        with pytest.raises(RecipientRefused) as refused:
            await mailer.send(TO_MENTEE)
    assert str(refused.value) == "550 5.1.1 <ana@example.org>: Ana has left us"


@pytest.mark.parametrize("word", ["DATA", "END"])
async def test_a_letter_that_the_server_will_never_take_is_refused_for_good(
    composer: Composer, word: str
) -> None:
    async with Script(**{word: "554 we do not like this"}).serving(composer) as mailer:
        with pytest.raises(RecipientRefused, match="554 we do not like this"):
            await mailer.send(TO_MENTEE)


@pytest.mark.parametrize(
    "answers",
    [
        {"GREETING": "421 closing"},
        {"GREETING": "554 no service here"},
        {"GREETING": "silence"},
        {"GREETING": "hang up"},
        {"EHLO": "502 no", "HELO": "502 no"},
        {"MAIL": "451 later"},
        {"MAIL": "530 5.7.0 log in first"},
        {"MAIL": "550 we do not know you"},
        {"RCPT": "530 5.7.0 log in first"},
        {"RCPT": "421 closing"},
        {"RCPT": "hang up"},
        {"DATA": "451 later"},
        {"END": "452 no room"},
        {"END": "silence"},
    ],
    ids=str,
)
async def test_trouble_that_is_not_the_recipients_is_tried_again(
    composer: Composer, answers: dict[str, str]
) -> None:
    async with Script(**answers).serving(composer) as mailer:
        with pytest.raises(MailUnavailable):
            await mailer.send(TO_MENTEE)


@pytest.mark.parametrize("farewell", ["500 what", "hang up", "silence"])
async def test_what_goes_wrong_after_the_letter_was_taken_is_no_error(
    composer: Composer, farewell: str
) -> None:
    script = Script(QUIT=farewell)
    async with script.serving(composer) as mailer:
        await mailer.send(TO_MENTEE)
    assert script.heard[-1] == "QUIT"


async def test_a_mailer_told_to_use_encryption_never_does_without(composer: Composer) -> None:
    async with Script().serving(composer) as plain:
        server = plain.server.model_copy(update={"tls": "starttls"})
        with pytest.raises(MailUnavailable):
            await SmtpMailer(server, composer).send(TO_MENTEE)


@pytest.mark.parametrize("tls", ["none", "auto"])
async def test_a_server_without_encryption_is_used_where_that_is_allowed(
    composer: Composer, tls: str
) -> None:
    script = Script()
    async with script.serving(composer) as plain:
        server = plain.server.model_copy(update={"tls": tls})
        await SmtpMailer(server, composer).send(TO_MENTEE)
    assert "DATA" in script.heard


async def test_an_address_that_is_none_is_refused_without_asking_the_server(
    composer: Composer,
) -> None:
    script = Script()
    nobody = TO_MENTEE.to.model_copy(update={"email": "ana at example"})
    async with script.serving(composer) as mailer:
        with pytest.raises(RecipientRefused):
            await mailer.send(TO_MENTEE.model_copy(update={"to": nobody}))
    assert script.heard == []
