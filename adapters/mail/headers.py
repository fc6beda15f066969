"""What stands in a letter's head, so that neither names nor long ids can break it."""

import hashlib
from email import policy
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader

from adapters.mail import words
from domain.errors import RecipientRefused


class _Verbatim(UnstructuredHeader, BaseHeader):
    """An ASCII id, written as it is; the library would encode one beyond 78 letters."""

    def fold(self, *, policy: policy.Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


REGISTRY = HeaderRegistry()
REGISTRY.map_to_type("tandem-effect", _Verbatim)
POLICY = policy.SMTP.clone(header_factory=REGISTRY)


def address(name: str, email: str) -> Address:
    """Join a name and a mail address, or raise `RecipientRefused` where it can't be an address."""
    try:
        if email.isascii():
            return Address(words.line(name), addr_spec=email)
    except (MessageError, ValueError, IndexError):
        pass
    raise RecipientRefused(f"{words.line(email) or 'an empty text'} is not a mail address")


def message_id(effect: str, domain: str) -> str:
    """Make the Message-ID of an effect, which is the same however often it is sent."""
    return f"<{digest(effect)}@{domain}>"


def digest(effect: str) -> str:
    """Shorten an effect id to 32 letters that suit every header."""
    return hashlib.sha256(effect.encode()).hexdigest()[:32]
