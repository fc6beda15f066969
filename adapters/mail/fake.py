"""A mailer in memory, for tests and rehearsals."""

from domain.errors import MailUnavailable, RecipientRefused
from domain.mentorship.messages import Message


class FakeMailer:
    """Keeps what it was given in `sent`; refuses and fails as it was told to."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.down = False
        self._refused: dict[str, str] = {}
        self._busy: dict[str, str] = {}

    def refuse(self, email: str, reason: str) -> None:
        """Refuse this address for good from now on."""
        self._refused[email] = reason

    def defer(self, email: str, reason: str) -> None:
        """Turn this address away from now on, as a full mailbox does."""
        self._busy[email] = reason

    def accept(self, email: str) -> None:
        """Take mail for this address again."""
        self._refused.pop(email, None)
        self._busy.pop(email, None)

    async def send(self, message: Message) -> None:
        """Keep the message, or raise as a real server would make us."""
        if self.down:
            raise MailUnavailable
        if message.to.email in self._refused:
            raise RecipientRefused(self._refused[message.to.email])
        if message.to.email in self._busy:
            raise MailUnavailable(self._busy[message.to.email])
        self.sent.append(message)
