"""Links that carry their own claim, signed so that nobody can make or change one."""

import hashlib
import math
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer
from pydantic import TypeAdapter

from domain.errors import TandemError
from domain.model import Model


class LinkInvalid(TandemError):
    """This link isn't one that Tandem made, or part of it got lost on the way."""

    code = "link_invalid"


class LinkExpired(TandemError):
    """This link has ended."""

    code = "link_expired"


class Claim(Model):
    """Who may do what with a link: one person, one task of one mentorship, until it expires."""

    mentorship: str
    person: str
    task: str
    expires: datetime


FIELDS = TypeAdapter(tuple[str, str, str, int])


class SignedLinks:
    """Makes and reads personal links at `<public_url>/a/<token>`.

    The token is readable but not forgeable (HMAC-SHA256), and holds ids only, no name or address.
    Of several secrets the last one signs and all of them verify, so that secrets can be replaced.
    """

    def __init__(self, public_url: str, *secrets: str) -> None:
        """Take the address under which participants reach Tandem, and at least one secret."""
        if not all(secrets) or not secrets:
            raise ValueError("signed links need a secret")
        self._base = public_url.rstrip("/")
        self._serializer = URLSafeSerializer(
            list(secrets),
            salt="tandem.link",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def url(self, mentorship: str, person: str, task: str, expires: datetime) -> str:
        """Make the link; the same arguments give the same link, part seconds are rounded up."""
        seconds = math.ceil(expires.timestamp())
        token = self._serializer.dumps([mentorship, person, task, seconds])
        return f"{self._base}/a/{token if isinstance(token, str) else token.decode()}"

    def read(self, token: str, now: datetime) -> Claim:
        """Check a token and return its claim, or raise `LinkInvalid` or `LinkExpired`."""
        try:
            fields = FIELDS.validate_python(tuple(self._serializer.loads(token)))
        except (BadData, TypeError, ValueError) as error:
            raise LinkInvalid from error
        mentorship, person, task, seconds = fields
        expires = datetime.fromtimestamp(seconds, UTC)
        if now >= expires:
            raise LinkExpired
        return Claim(mentorship=mentorship, person=person, task=task, expires=expires)
