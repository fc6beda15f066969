"""What is kept of keys, links and codes, so that nobody reads them out of the database."""

import hashlib


def digest(value: str) -> str:
    """What is kept of a key that is too long to be guessed."""
    return hashlib.sha256(value.encode()).hexdigest()
