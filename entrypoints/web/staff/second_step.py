"""The second step of a sign-in: one-time codes (TOTP, RFC 6238), each of which counts once.

Kept are the secret and the digests of the recovery codes, locked in one box.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest

import pyotp

from domain.staff.model import Staff
from domain.staff.ports import StaffStore
from entrypoints.web.parts import Parts
from entrypoints.web.staff.boxes import Box
from entrypoints.web.staff.digests import digest

ISSUER = "Tandem"
CODES = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, LONG = 3, 4
LATE = (0, -1, 1)  # steps of half a minute by which a clock may be wrong


class SecondStep:
    """Turns the second step of somebody on and off, and checks their codes."""

    def __init__(self, parts: Parts) -> None:
        self._staff: StaffStore = parts.store.staff
        self._now = parts.now
        self._box = Box(parts.secret, "codes")

    def is_on(self, staff: str) -> bool:
        """Tell whether somebody signs in with a code too."""
        return self._staff.secrets(staff).totp is not None

    def left(self, staff: str) -> int:
        """How many recovery codes somebody has left."""
        return len(self._kept(staff)[1])

    def turn_on(self, staff: str, secret: str, code: str) -> list[str] | None:
        """Turn it on for whoever shows that they have the secret; returns new recovery codes."""
        step = step_of(secret, code, self._now())
        if step is None or not self._staff.use_code(staff, step):
            return None
        codes = new_codes()
        self._staff.keep(staff, totp=self._locked(secret, map(digest, codes)))
        return codes

    def renew(self, staff: str) -> list[str]:
        """New recovery codes; those from before stop working."""
        codes = new_codes()
        self._staff.keep(staff, totp=self._locked(self._kept(staff)[0], map(digest, codes)))
        return codes

    def turn_off(self, staff: str) -> None:
        """Let the password be enough again."""
        self._staff.keep(staff, totp=None)

    def passes(self, staff: str, code: str) -> bool:
        """Use a one-time code or a recovery code up."""
        secret, recovery = self._kept(staff)
        step = step_of(secret, code, self._now())
        if step is not None:
            return self._staff.use_code(staff, step)
        used = digest(plain(code))
        if used not in recovery:
            return False
        old = self._staff.secrets(staff).totp or ""
        left = [one for one in recovery if one != used]
        return self._staff.swap_codes(staff, old, self._locked(secret, left))

    def _kept(self, staff: str) -> tuple[str, list[str]]:
        locked = self._staff.secrets(staff).totp
        found = self._box.open(locked) if locked else None
        return (found["secret"], found["recovery"]) if found else ("", [])

    def _locked(self, secret: str, recovery: Iterable[str]) -> str:
        return self._box.lock({"secret": secret, "recovery": list(recovery)}, self._now())


def new_secret() -> str:
    """A secret for somebody's app."""
    return pyotp.random_base32()


def address_of(secret: str, staff: Staff) -> str:
    """What the picture for apps says."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the half minute that a code belongs to; None where it is no code of now."""
    if not secret:
        return None
    totp, typed = pyotp.TOTP(secret), "".join(code.split())
    current = totp.timecode(now)
    fits = (current + late for late in LATE if same(totp.generate_otp(current + late), typed))
    return next(fits, None)


def same(one: str, other: str) -> bool:
    """Compare without telling by time how much was right."""
    return compare_digest(one.encode(), other.encode())


def new_codes() -> list[str]:
    """Recovery codes, as `abcd-efgh-jkmn`."""
    return ["-".join(_letters() for _ in range(GROUPS)) for _ in range(CODES)]


def _letters() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LONG))


def plain(code: str) -> str:
    """A recovery code as it is kept, however it was typed."""
    letters = "".join(c for c in code.casefold() if c.isalnum())
    return "-".join(letters[n : n + LONG] for n in range(0, len(letters), LONG))
