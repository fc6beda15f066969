"""A mail server on this machine that delivers nothing: every letter ends in a Maildir folder."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.mail.maildir import Maildir

HOST = "127.0.0.1"
ACCEPTED = "250 OK"
PERMANENT = 500

Refusal = Callable[[str], int | None]


def accept_all(_address: str) -> None:
    """Refuse nobody."""


class MailCatcher:
    """An SMTP server in a thread of its own; `with MailCatcher(folder)` starts and stops it.

    A letter that is sent twice is stored once, see `Maildir`. `refuse` may be changed at any time:
    it takes an address and gives the reply code to refuse it with (450 for now, 550 for good), or
    None. With `port` 0 the system chooses one at the first start; later starts keep it.
    """

    def __init__(self, folder: Path, *, port: int = 0, refuse: Refusal = accept_all) -> None:
        self.maildir = Maildir(folder)
        self.host = HOST
        self.port = port
        self.refuse = refuse
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen; raises OSError if the port is taken."""
        self.maildir.create()
        listening = socket.create_server((self.host, self.port))
        # Else an answer of several lines waits 40 ms for the other side, with every letter.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port = listening.getsockname()[1]
        self._server = _Server(self, listening)
        self._server.start()

    def stop(self) -> None:
        """Stop listening and drop open connections; a stopped catcher can be started again."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it by this name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, or refuse as programmed."""
        if (code := self.refuse(address)) is not None:
            return f"{code} {'no such mailbox' if code >= PERMANENT else 'try again later'}"
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Store the letter; only then is it acknowledged."""
        content = envelope.content
        letter = content.encode() if isinstance(content, str) else content or b""
        self.maildir.deliver(letter, envelope.rcpt_tos)
        return ACCEPTED


class _Server(Controller):
    """A controller for a socket that already listens: a port that is taken shows at once."""

    def __init__(self, catcher: MailCatcher, listening: socket.socket) -> None:
        super().__init__(
            catcher, hostname=catcher.host, port=catcher.port, server_hostname="tandem.invalid"
        )
        self._listening = listening

    def _create_server(self) -> Coroutine[Any, Any, asyncio.Server]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)
