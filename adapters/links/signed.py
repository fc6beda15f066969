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


class LinkRevoked(TandemError):
    """This link was withdrawn."""

    code = "link_revoked"


class Claim(Model):
    """Who may do what with a link: one person, one task of one mentorship, until it expires.

    `made` is when the link was made; None in links of the first release.
    """

    mentorship: str
    person: str
    task: str
    expires: datetime
    made: datetime | None = None

    def check(self, now: datetime, since: datetime | None = None) -> None:
        """Raise `LinkExpired`, or `LinkRevoked` where only links made at `since` or later work."""
        if since and (self.made is None or self.made < _whole(since)):
            raise LinkRevoked
        if now >= self.expires:
            raise LinkExpired


Fields = tuple[str, str, str, int] | tuple[str, str, str, int, int]
FIELDS: TypeAdapter[Fields] = TypeAdapter(Fields)


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

    def url(
        self,
        mentorship: str,
        person: str,
        task: str,
        expires: datetime,
        made: datetime | None = None,
    ) -> str:
        """Make the link; the same arguments give the same link, part seconds are rounded up."""
        fields: list[str | int] = [mentorship, person, task, math.ceil(expires.timestamp())]
        if made is not None:
            fields.append(math.floor(made.timestamp()))
        token = self._serializer.dumps(fields)
        return f"{self._base}/a/{token if isinstance(token, str) else token.decode()}"

    def claim(self, token: str) -> Claim:
        """Tell what a token claims, also when it has ended; raises `LinkInvalid`."""
        try:
            fields = FIELDS.validate_python(tuple(self._serializer.loads(token)))
            mentorship, person, task, expires, *made = fields
            return Claim(
                mentorship=mentorship,
                person=person,
                task=task,
                expires=datetime.fromtimestamp(expires, UTC),
                made=datetime.fromtimestamp(made[0], UTC) if made else None,
            )
        except (BadData, TypeError, ValueError, OverflowError) as error:
            raise LinkInvalid from error

    def read(self, token: str, now: datetime) -> Claim:
        """Check a token and return its claim, or raise `LinkInvalid` or `LinkExpired`."""
        claim = self.claim(token)
        claim.check(now)
        return claim


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
