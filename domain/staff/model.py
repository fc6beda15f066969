"""Somebody of the staff, and what their role lets them do."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from domain.errors import TandemError
from domain.model import Model

Role = Literal["admin", "manager", "viewer", "ops"]
Permission = Literal[
    "account.own",
    "boards.read",
    "pairs.read",
    "answers.read",
    "pairs.command",
    "cohorts.launch",
    "people.read",
    "record.read",
    "webhooks.manage",
    "staff.manage",
]
Way = Literal["link", "password", "oidc"]
"""How somebody has signed in."""

ROLES: tuple[Role, ...] = get_args(Role)
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)

EVERY_PROGRAM = "*"
READS: frozenset[Permission] = frozenset(
    {"account.own", "boards.read", "pairs.read", "people.read"}
)
MAY: dict[Role, frozenset[Permission]] = {
    "admin": frozenset(PERMISSIONS),
    "manager": READS | {"answers.read", "pairs.command", "cohorts.launch"},
    "viewer": READS,
    "ops": frozenset({"account.own", "boards.read", "record.read", "webhooks.manage"}),
}
"""What each role may do. `answers.read` opens what only the program may see: survey answers,
concerns, who found the match no good fit; nobody else of the staff reads them."""

SCOPES: dict[Permission, str] = {
    "boards.read": "read cohorts, their boards and reports",
    "pairs.read": "read single pairs: stage, goals, meetings, time line",
    "answers.read": "read what only the program may see: survey answers, concerns",
    "people.read": "read who takes part, with names and addresses",
    "record.read": "read the record, with everything in it",
    "pairs.command": "act for pairs: nudge, pause, extend, end, decide on cases",
    "cohorts.launch": "check and launch cohorts",
    "webhooks.manage": "set webhooks up, and send again what was missed",
}
"""What a token can be for."""

ABOUT_ROLES: dict[Role, str] = {
    "admin": "everything, in every program",
    "manager": "launches cohorts and acts for pairs, in their own programs",
    "viewer": "looks at boards, pairs and reports of their own programs; no answers, no actions",
    "ops": "boards of all their programs; the record and webhooks, with all that is in them",
}


class AlreadyThere(TandemError):
    """Somebody of the staff has this address already."""

    code = "staff_exists"


class LastAdmin(TandemError):
    """Nobody else is an admin, so nobody could give rights any more; make another admin first."""

    code = "last_admin"


class Staff(Model):
    """Somebody who runs programs; `programs` are the names of their own, or `*` for all."""

    id: str
    email: str
    name: Annotated[str, Field(min_length=1, max_length=200)]
    role: Role
    programs: tuple[str, ...] = (EVERY_PROGRAM,)
    timezone: str = "UTC"
    active: bool = True
    created: datetime

    def may(self, permission: Permission) -> bool:
        """Tell whether the role lets them do something."""
        return self.active and permission in MAY[self.role]

    @property
    def sees_all(self) -> bool:
        """Whether they see every program."""
        return self.role == "admin" or EVERY_PROGRAM in self.programs

    def sees(self, program: str) -> bool:
        """Tell whether a program is one of theirs."""
        return self.sees_all or program in self.programs


class Session(Model):
    """A browser in which somebody has signed in; only the digest of its key is kept."""

    digest: str
    staff: str
    way: Way
    browser: str = ""
    opened: datetime
    seen: datetime
    expires: datetime


class Ticket(Model):
    """A link that signs somebody in once, to choose a password; only its digest is kept."""

    digest: str
    staff: str
    expires: datetime
    used: datetime | None = None


class Token(Model):
    """A key for programs that act for somebody; `scopes` are permissions of theirs, never more."""

    id: str
    digest: str
    staff: str
    name: Annotated[str, Field(min_length=1, max_length=100)]
    scopes: tuple[Permission, ...]
    created: datetime
    expires: datetime | None = None
    used: datetime | None = None
    revoked: datetime | None = None

    def lives(self, at: datetime) -> bool:
        """Tell whether it still opens anything."""
        return self.revoked is None and (self.expires is None or at < self.expires)


class Secrets(Model):
    """What somebody proves themselves by.

    `subject` is who they are at the organisation's own sign-in, `totp` the sealed secret of their
    one-time codes with the digests of their recovery codes, and `totp_step` the last code that was
    used.
    """

    password: str | None = None
    totp: str | None = None
    totp_step: int = 0
    subject: str | None = None


class Deed(Model):
    """Something that somebody of the staff asked for, as the staff log keeps it.

    `about` names what it was about, `outcome` is empty for what was asked and says why where it
    was refused.
    """

    number: int = 0
    at: datetime
    staff: str
    name: str
    via: str
    act: str
    about: str
    outcome: str = ""


RESERVED = frozenset({"cli", "invite", "log"})  # they stand for something else beside ids


def new_id(email: str, taken: frozenset[str]) -> str:
    """An id out of an address: `clara` of clara@example.org, or `clara-2` where that is taken."""
    local = email.partition("@")[0].casefold()
    base = "".join(c if c.isalnum() else "-" for c in local).strip("-")[:40] or "staff"
    names = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 3))
    return next(name for name in names if name not in taken | RESERVED)
