"""What goes to Temporal is encrypted with AES-256-GCM, and says which key it needs.

Temporal's server stores it, shows it and backs it up, and can read none of it. What stays in
clear, and why, is written in deploy/decisions/0018-what-temporal-can-read.md.
"""

import dataclasses
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from domain.errors import TandemError
from domain.ports import Keys

ENCODING = b"binary/encrypted"
KEY_ID = "encryption-key-id"
NONCE = 12  # bytes
PURPOSE = "payloads"


class Unreadable(TandemError):
    """What Temporal keeps was not encrypted by us, or was changed afterwards."""

    code = "payload_unreadable"


class Cipher(PayloadCodec):
    """Encrypts with the current key, decrypts with any that it has, and leaves clear text alone.

    A key that is missing raises an error that Temporal tries again (`UnknownKey` is no
    `ApplicationError`): a workflow waits for the key, and never fails for good.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self.encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self.decrypted(payload) for payload in payloads]

    def encrypted(self, payload: Payload) -> Payload:
        """The payload with everything that it holds inside, its own metadata too."""
        name = self._keys.current
        nonce = os.urandom(NONCE)
        inside = self._cipher(name).encrypt(nonce, payload.SerializeToString(), name.encode())
        return Payload(metadata={"encoding": ENCODING, KEY_ID: name.encode()}, data=nonce + inside)

    def decrypted(self, payload: Payload) -> Payload:
        """What is inside; what was not encrypted comes back as it is."""
        if payload.metadata.get("encoding") != ENCODING:
            return payload
        name = payload.metadata.get(KEY_ID, b"").decode(errors="replace")
        nonce, inside = payload.data[:NONCE], payload.data[NONCE:]
        cipher = self._cipher(name)
        try:
            return Payload.FromString(cipher.decrypt(nonce, inside, name.encode()))
        except (InvalidTag, ValueError, DecodeError) as problem:
            raise Unreadable from problem

    def _cipher(self, name: str) -> AESGCM:
        return AESGCM(self._keys.key(name, PURPOSE))


def converter(keys: Keys) -> DataConverter:
    """How values go to Temporal and come back, failures too."""
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=Cipher(keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
