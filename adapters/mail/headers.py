"""What stands in a letter's head, so that neither names nor long ids can break it."""

import hashlib
import re
from email import policy
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from functools import lru_cache
from typing import Any

from adapters.mail import words
from domain.errors import RecipientRefused


class _Verbatim(UnstructuredHeader, BaseHeader):
    """An ASCII id, written as it is; the library would encode one beyond 78 letters."""

    def fold(self, *, policy: policy.Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Subject(UnstructuredHeader, BaseHeader):
    """A subject as a reader sees it; the library would put a space too many where it folds."""

    def fold(self, *, policy: policy.Policy) -> str:
        if self.isascii():
            return super().fold(policy=policy)
        words_of_it = Header(str(self), "utf-8", header_name=self.name)
        return f"{self.name}: {words_of_it.encode(linesep=policy.linesep)}{policy.linesep}"


class _Registry(HeaderRegistry):
    """A registry that remembers: the library makes a class for each header of each letter."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, Any] = {}
        self._read_again = lru_cache(maxsize=256)(super().__call__)

    def __getitem__(self, name: str) -> Any:
        if name not in self._classes:
            self._classes[name] = super().__getitem__(name)
        return self._classes[name]

    def __call__(self, name: str, value: Any) -> Any:
        if name.lower().startswith("content-"):
            return self._read_again(name, value)
        return super().__call__(name, value)


PLAIN = re.compile(r"[!-~]{1,200}")
REGISTRY = _Registry()
REGISTRY.map_to_type("tandem-effect", _Verbatim)
REGISTRY.map_to_type("tandem-correlation", _Verbatim)
REGISTRY.map_to_type("subject", _Subject)
POLICY = policy.SMTP.clone(header_factory=REGISTRY)


def address(name: str, email: str) -> Address:
    """Join a name and a mail address, or raise `RecipientRefused` where it can't be an address."""
    try:
        if email.isascii():
            return Address(words.line(name), addr_spec=email)
    except (MessageError, ValueError, IndexError):
        pass
    raise RecipientRefused(f"{words.line(email) or 'an empty text'} is not a mail address")


def message_id(letter: str, domain: str) -> str:
    """Make the Message-ID of a letter, which is the same however often it is sent."""
    return f"<{digest(letter)}@{domain}>"


def correlation(name: str) -> str:
    """Write down what a letter came of; an id that no header can hold is shortened to a digest."""
    return name if PLAIN.fullmatch(name) else digest(name)


def digest(name: str) -> str:
    """Shorten the name of an effect or a letter to 32 letters that suit every header."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]
