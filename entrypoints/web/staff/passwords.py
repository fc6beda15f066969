"""Passwords: hashed by argon2id with the library's own parameters, which rise over the years."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST, DIFFERENT = 12, 200, 5  # characters
HASHER = PasswordHasher()


def complaint(password: str, *known: str) -> str:
    """What is wrong with a password; empty where nothing is. `known` must not be the password."""
    if len(password) < SHORTEST:
        return f"Please take at least {SHORTEST} characters; a short sentence is a good password."
    if len(password) > LONGEST:
        return f"Please keep it under {LONGEST} characters."
    repeats = len(set(password)) < DIFFERENT
    if repeats or password.casefold() in {one.casefold() for one in known}:
        return "This one is too easy to guess."
    return ""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return HASHER.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one that was hashed; it takes as long where there is none."""
    try:
        HASHER.verify(kept or nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def nobodys() -> str:
    """The hash of a password that nobody has, so that an unknown address takes as long."""
    return HASHER.hash("a password that nobody has")


def is_dated(kept: str) -> bool:
    """Tell whether a hash is weaker than those made today."""
    return HASHER.check_needs_rehash(kept)
