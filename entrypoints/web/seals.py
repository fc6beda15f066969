"""Seals of forms: a form counts only if we gave it out, for this very link; each has its key."""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4, uuid5

from itsdangerous import BadData, URLSafeSerializer

from domain.errors import TandemError

NAMESPACE = UUID("6f0f7f0e-55c1-5c6f-8d1b-0f2f3f1f9b11")


class FormForged(TandemError):
    """This form did not come from us."""

    code = "form_forged"


class Seals:
    """Gives forms out and takes them back; a seal holds the digest of a link, never the link."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(
            secret,
            salt="tandem.form",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def give(self, link: str) -> str:
        """Make the seal of a new form that is shown to whoever has this link."""
        sealed = self._serializer.dumps([digest(link), uuid4().hex])
        return sealed if isinstance(sealed, str) else sealed.decode()

    def take(self, seal: str, link: str) -> str:
        """Return the key of a form; raises `FormForged` where the seal is not for this link."""
        try:
            owner, key = self._serializer.loads(seal)
        except (BadData, TypeError, ValueError) as error:
            raise FormForged from error
        if owner != digest(link):
            raise FormForged
        return str(key)


def digest(link: str) -> str:
    """What we keep of a link."""
    return hashlib.sha256(link.encode()).hexdigest()[:32]


def request_id(key: str, command: str, data: dict[str, Any]) -> str:
    """The id of a request: the same form sent twice asks once, an edited one asks again."""
    body = json.dumps([key, command, data], sort_keys=True, default=str)
    return f"web-{uuid5(NAMESPACE, body)}"
