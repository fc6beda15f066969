"""What an e-mail address looks like: strict enough for a mail server to try it."""

import re

_WORD = r"[^@\s.,;:<>()\[\]\\\"]+"
_LABEL = r"[A-Za-z0-9\u00a1-\uffff]([A-Za-z0-9\u00a1-\uffff-]*[A-Za-z0-9\u00a1-\uffff])?"
EMAIL = rf"^{_WORD}(\.{_WORD})*@({_LABEL}\.)+{_LABEL}$"
_EMAIL = re.compile(EMAIL)


def is_address(text: str) -> bool:
    """Tell whether this can be an e-mail address."""
    return "\n" not in text and _EMAIL.match(text) is not None
