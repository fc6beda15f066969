"""Passwords: hashed by argon2id with the library's own parameters, which rise over the years."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST, DIFFERENT = 12, 200, 5  # characters
HASHER = PasswordHasher()
NOBODYS = HASHER.hash("a password that nobody has")  # so that an unknown address takes as long


def complaint(password: str, *known: str) -> str:
    """What is wrong with a password; empty where nothing is. `known` must not be the password."""
    if len(password) < SHORTEST:
        return f"Please take at least {SHORTEST} characters; a short sentence is a good password."
    if len(password) > LONGEST:
        return f"Please keep it under {LONGEST} characters."
    if (
        password.casefold() in {one.casefold() for one in known}
        or len(set(password)) < SHORTEST / 3
    ):
        return "This one is too easy to guess."
    return ""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one that was hashed; it takes as long where there is none."""
    try:
        HASHER.verify(kept or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Tell whether a hash is weaker than those made today."""
    return HASHER.check_needs_rehash(kept)
