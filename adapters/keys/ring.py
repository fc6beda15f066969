"""The key ring: what is written goes under the current key, what was written under any of them."""

import base64
import binascii
import re
import secrets
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import TandemError, UnknownKey

LENGTH = 32  # bytes
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


class KeyRingInvalid(TandemError):
    """The key ring can't be read: it is `ID:BASE64` of 32 bytes each, the current key first."""

    code = "key_ring_invalid"


class KeyRing:
    """Keys by id, the current one first; each purpose gets keys of its own (HKDF, RFC 5869).

    It keeps the port `domain.ports.Keys`.
    """

    def __init__(self, keys: dict[str, bytes]) -> None:
        self._keys = keys
        self._derived: dict[tuple[str, str], bytes] = {}

    @classmethod
    def read(cls, text: str) -> Self:
        """Read keys that are parted by space, commas or lines; raises `KeyRingInvalid`."""
        keys: dict[str, bytes] = {}
        for number, word in enumerate(text.replace(",", " ").split(), 1):
            name, colon, written = word.partition(":")
            if not colon or not ID.fullmatch(name):  # or a bare key would be shown as a name
                raise KeyRingInvalid(f"Key {number} of the ring has no id as `2026-11:BASE64`.")
            if name in keys:
                raise KeyRingInvalid(f"The key {name} is on the ring twice.")
            keys[name] = _bytes(name, written)
        if not keys:
            raise KeyRingInvalid("There is no key on the ring.")
        return cls(keys)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the current one first."""
        return tuple(self._keys)

    @property
    def current(self) -> str:
        """The id of the key that new things are encrypted under."""
        return self.ids[0]

    def key(self, name: str, purpose: str) -> bytes:
        """The 32 bytes that one key of the ring gives for a purpose; raises `UnknownKey`."""
        self._refuse_unknown(name)
        if (name, purpose) not in self._derived:
            derive = HKDF(SHA256(), LENGTH, salt=None, info=f"tandem/{purpose}".encode())
            self._derived[name, purpose] = derive.derive(self._keys[name])
        return self._derived[name, purpose]

    def adding(self, written: str) -> Self:
        """The ring with one more key at its end: it is for reading only, as yet."""
        return self.read(f"{self.written()} {written}")

    def using(self, name: str) -> Self:
        """The ring with a key of it as the current one; raises `UnknownKey`."""
        self._refuse_unknown(name)
        return type(self)({name: self._keys[name], **self._keys})

    def dropping(self, name: str) -> Self:
        """The ring without a key: what it has encrypted can't be read any more."""
        self._refuse_unknown(name)
        if name == self.current:
            raise KeyRingInvalid(f"The key {name} is the current one; use another one first.")
        return type(self)({one: key for one, key in self._keys.items() if one != name})

    def written(self) -> str:
        """The ring as `read` takes it, for a file that nobody else can read; never show it."""
        return "".join(
            f"{name}:{base64.b64encode(key).decode()}\n" for name, key in self._keys.items()
        )

    def _refuse_unknown(self, name: str) -> None:
        if name not in self._keys:
            raise UnknownKey(
                f"The key {name!r} is not on the ring, which has {_listed(self.ids)}."
            )

    def __repr__(self) -> str:
        return f"KeyRing({_listed(self.ids)})"


def new_key(name: str = "") -> str:
    """A new random key as it is written in a ring; without a name it gets one that no other has.

    So a ring that was made anew is never taken for the one that was lost.
    """
    name = name or f"key-{secrets.token_hex(4)}"
    return f"{name}:{base64.b64encode(secrets.token_bytes(LENGTH)).decode()}"


def _bytes(name: str, written: str) -> bytes:
    try:
        key = base64.b64decode(written, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != LENGTH:
        raise KeyRingInvalid(f"The key {name} of the ring is not {LENGTH} bytes in base64.")
    return key


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids)
