"""A mail server with moods, as a process: `python -m tests.faults.mail_server MAIL MOOD PORT`.

The mood stands in a file: `fine`, `full` (452 to everybody), `strict` (550 to everybody),
`slow` (the answer comes late) or `lost` (the letter is kept, and the connection breaks before the
answer).
"""

import asyncio
import sys
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from adapters.mail.catcher import MailCatcher

REFUSALS = {"full": 452, "strict": 550}
SLOW = 2.0  # seconds


class Moody(MailCatcher):
    """The catcher, in the mood that its file names."""

    def __init__(self, folder: Path, mood: Path, port: int) -> None:
        super().__init__(folder, port=port, refuse=self._refusal)
        self._mood = mood

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the letter, and then perhaps be slow or gone."""
        said = await super().handle_DATA(server, session, envelope)
        if self._mood.read_text() == "slow":
            await asyncio.sleep(SLOW)
        if self._mood.read_text() == "lost" and server.transport is not None:
            server.transport.close()
        return said

    def _refusal(self, _address: str) -> int | None:
        return REFUSALS.get(self._mood.read_text())


def main(folder: str, mood: str, port: str) -> None:
    """Serve until killed."""
    with Moody(Path(folder), Path(mood), int(port)):
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
