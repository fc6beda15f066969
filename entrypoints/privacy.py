"""Keeps personal data out of the logs."""

import re
from collections.abc import Mapping
from typing import Any

from structlog.typing import EventDict, WrappedLogger

REDACTED = "<redacted>"
ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
PASSWORD_IN_URL = re.compile(r"(?<=://)[^/@\s]+(?=@)")
PERSONAL = frozenset(
    {
        *("address", "answers", "body", "display_name", "email", "envelope_to", "first_name"),
        *("full_name", "html", "last_name", "letter", "link", "message_body", "note", "password"),
        *("person_name", "recipient", "recipients", "secret", "sender", "signature", "subject"),
        *("text", "to", "token", "url"),
    }
)


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: drops keys that hold personal data, and hides e-mail addresses everywhere.

    Ids of people and mentorships stay: they say nothing to a stranger.
    """
    return {key: redacted(value) for key, value in event.items() if key not in PERSONAL}


def redacted(value: Any) -> Any:
    """The same value with every e-mail address and every password in a URL hidden."""
    if isinstance(value, str):
        return ADDRESS.sub(REDACTED, PASSWORD_IN_URL.sub(REDACTED, value))
    if isinstance(value, Mapping):
        return {redacted(k): redacted(v) for k, v in value.items() if k not in PERSONAL}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redacted(str(value))
