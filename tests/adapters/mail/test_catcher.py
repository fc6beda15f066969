"""The mail catcher, spoken to by real SMTP clients."""

import smtplib
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from adapters.mail.catcher import MailCatcher


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[MailCatcher]:
    with MailCatcher(tmp_path / "mail") as running:
        yield running


def letter(to: str = "ada@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Tandem <program@tandem.invalid>"
    message["To"] = to
    message["Subject"] = "Your first meeting with Grace"
    message["Message-ID"] = "<m1.7.1@tandem.invalid>"
    message.set_content("Grüße, Ada!\n.\nA line that is a dot.\n")
    return message


def stored(folder: Path) -> list[EmailMessage]:
    files = sorted((folder / "mail" / "new").iterdir())
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


async def send(catcher: MailCatcher, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname=catcher.host, port=catcher.port)


async def test_a_letter_is_kept_as_it_was_sent(catcher: MailCatcher, tmp_path: Path) -> None:
    await send(catcher, letter())

    [kept] = stored(tmp_path)
    assert kept["Subject"] == "Your first meeting with Grace"
    assert kept["X-Envelope-To"] == "ada@example.org"
    assert kept.get_content() == "Grüße, Ada!\n.\nA line that is a dot.\n"
    [file] = (tmp_path / "mail" / "new").iterdir()
    assert b"\r" not in file.read_bytes()
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


async def test_a_letter_sent_twice_is_kept_once_and_counted(
    catcher: MailCatcher, tmp_path: Path
) -> None:
    await send(catcher, letter())
    await send(catcher, letter())

    assert [kept["Message-ID"] for kept in stored(tmp_path)] == ["<m1.7.1@tandem.invalid>"]
    assert catcher.maildir.repeated() == 1


async def test_a_letter_without_an_id_is_always_kept(catcher: MailCatcher, tmp_path: Path) -> None:
    for _ in range(2):
        message = letter()
        del message["Message-ID"]
        await send(catcher, message)

    assert len(stored(tmp_path)) == 2
    assert catcher.maildir.repeated() == 0


async def test_a_letter_is_known_again_after_a_restart_and_after_it_was_read(
    tmp_path: Path,
) -> None:
    with MailCatcher(tmp_path / "mail") as first:
        await send(first, letter())
    [read] = (tmp_path / "mail" / "new").iterdir()
    read.rename(tmp_path / "mail" / "cur" / f"{read.name}:2,S")
    with MailCatcher(tmp_path / "mail") as second:
        await send(second, letter())
        assert second.maildir.repeated() == 1

    assert stored(tmp_path) == []


async def test_a_letter_to_both_names_both_and_is_one_letter(
    catcher: MailCatcher, tmp_path: Path
) -> None:
    await send(catcher, letter("ada@example.org, grace@example.org"))

    [kept] = stored(tmp_path)
    assert kept.get_all("X-Envelope-To") == ["ada@example.org", "grace@example.org"]


async def test_letters_are_kept_in_the_order_in_which_they_came(
    catcher: MailCatcher, tmp_path: Path
) -> None:
    people = [f"person{number}@example.org" for number in range(12)]

    for person in people:
        await send(catcher, letter(person))

    assert [kept["X-Envelope-To"] for kept in stored(tmp_path)] == people


@pytest.mark.parametrize("code", [450, 550])
async def test_a_recipient_is_refused_as_programmed(
    catcher: MailCatcher, tmp_path: Path, code: int
) -> None:
    catcher.refuse = {"gone@example.org": code}.get

    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
        await send(catcher, letter("gone@example.org"))
    await send(catcher, letter())

    assert [refused.code for refused in refusal.value.recipients] == [code]
    assert [kept["To"] for kept in stored(tmp_path)] == ["ada@example.org"]


def test_a_stopped_catcher_comes_back_on_its_port_with_its_letters(tmp_path: Path) -> None:
    catcher = MailCatcher(tmp_path / "mail")
    with catcher, smtplib.SMTP(catcher.host, catcher.port) as client:
        client.send_message(letter())
    port = catcher.port
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(catcher.host, port)

    with catcher, smtplib.SMTP(catcher.host, port) as client:
        client.send_message(letter("grace@example.org"))

    assert len(stored(tmp_path)) == 2


def test_a_client_that_stays_connected_does_not_keep_the_catcher_from_stopping(
    tmp_path: Path,
) -> None:
    with MailCatcher(tmp_path / "mail") as catcher:
        client = smtplib.SMTP(catcher.host, catcher.port)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.noop()
    client.close()


def test_a_port_that_is_taken_is_an_error_at_once(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(OSError, match="in use"):
            MailCatcher(tmp_path / "mail", port=other.getsockname()[1]).start()
