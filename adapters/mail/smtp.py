"""Mail sent to a real server, one connection a message."""

import contextlib
import socket
from typing import Literal

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from pydantic import SecretStr

from adapters.mail import words
from adapters.mail.compose import Composer
from domain.errors import MailUnavailable, RecipientRefused
from domain.mentorship.messages import Message
from domain.model import Model

ABOUT_US = {503, 530, 534, 535, 538}  # "log in first" and the like: no fault of the recipient
LONGEST_REASON = 300


class SmtpServer(Model):
    """Where mail is handed over.

    `tls`: from the first byte (`tls`), after the greeting (`starttls`), after the greeting if the
    server offers it (`auto`), or never (`none`). `ca_file` is what it must be signed by, and
    `cert_file` with its `key_file` what we prove ourselves by. `timeout` is in seconds, for each
    answer.
    """

    host: str
    port: int
    user: str = ""
    password: SecretStr = SecretStr("")
    tls: Literal["auto", "none", "starttls", "tls"] = "none"
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    timeout: float = 30.0


class SmtpMailer:
    """Sends mail by SMTP; keeps the port `domain.ports.Mailer`."""

    def __init__(self, server: SmtpServer, composer: Composer) -> None:
        self.server = server
        self._composer = composer
        self._hello = socket.getfqdn()  # it may take a while, so once is enough

    async def send(self, message: Message) -> None:
        """Hand a message over; once the server has taken it, nothing after that is an error."""
        mail = self._composer.compose(message).as_bytes()
        client = self._client()
        try:
            await client.connect()
            await client.sendmail(self._composer.sender, [message.to.email], mail)
            with contextlib.suppress(SMTPException, OSError):
                await client.quit()
        except SMTPRecipientsRefused as error:
            raise _refusal(error.recipients[0]) from error
        except SMTPDataError as error:
            raise _refusal(error) from error
        except (SMTPException, OSError) as error:
            raise MailUnavailable(f"{self.server.host}: {_reason(error)}") from error
        finally:
            client.close()

    def _client(self) -> SMTP:
        login = (self.server.user or None, self.server.password.get_secret_value() or None)
        return line_to(self.server, self._hello, login)


def line_to(
    server: SmtpServer,
    hello: str | None = None,
    login: tuple[str | None, str | None] = (None, None),
) -> SMTP:
    """A line to a server that is not open yet; it is encrypted as it is for letters."""
    return SMTP(
        hostname=server.host,
        port=server.port,
        username=login[0],
        password=login[1],
        local_hostname=hello,
        timeout=server.timeout,
        use_tls=server.tls == "tls",
        start_tls={"auto": None, "starttls": True}.get(server.tls, False),
        cert_bundle=server.ca_file,
        client_cert=server.cert_file,
        client_key=server.key_file,
    )


def _refusal(error: SMTPResponseException) -> RecipientRefused | MailUnavailable:
    for_good = 500 <= error.code < 600 and error.code not in ABOUT_US  # noqa: PLR2004 - RFC 5321
    return RecipientRefused(_reason(error)) if for_good else MailUnavailable(_reason(error))


def _reason(error: Exception) -> str:
    code = f"{error.code} " if isinstance(error, SMTPResponseException) else ""
    said = error.message if isinstance(error, SMTPException) else str(error)
    return words.line(f"{code}{said or type(error).__name__}")[:LONGEST_REASON]
