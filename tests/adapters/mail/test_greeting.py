"""A mail server is asked whether it is there, without sending anything."""

from pathlib import Path

import pytest

from adapters.mail.catcher import MailCatcher
from adapters.mail.greeting import greet
from adapters.mail.smtp import SmtpServer
from domain.errors import MailUnavailable
from tests.ports import free_port


async def test_a_mail_server_that_is_there_answers(tmp_path: Path) -> None:
    with MailCatcher(tmp_path / "mail") as server:
        assert await greet(SmtpServer(host=server.host, port=server.port))

    assert list((tmp_path / "mail" / "new").iterdir()) == []


async def test_a_mail_server_that_is_away_is_named() -> None:
    port = free_port()

    with pytest.raises(MailUnavailable, match=f"127.0.0.1:{port} does not answer"):
        await greet(SmtpServer(host="127.0.0.1", port=port), patience=1.0)
