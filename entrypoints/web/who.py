"""Somebody of the staff in front of us: who, by which way, and what they may do this way."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from domain.mentorship.commands import Actor
from domain.staff.model import MAY, Permission, Session, Staff, Token


@dataclass(frozen=True)
class Who:
    """Somebody of the staff; `key` names their session or token, and forms are sealed for it."""

    staff: Staff
    via: Literal["console", "api"]
    key: str
    permissions: frozenset[Permission]

    def may(self, permission: Permission) -> bool:
        """Tell whether they may do something, this way."""
        return permission in self.permissions

    def sees(self, program: str) -> bool:
        """Tell whether a program is one of theirs."""
        return self.staff.sees(program)

    @property
    def programs(self) -> tuple[str, ...] | None:
        """The programs that they see; None where that is all."""
        return None if self.staff.sees_all else self.staff.programs

    @property
    def actor(self) -> Actor:
        """How the record names them."""
        return Actor(id=self.staff.id, name=self.staff.name, via=self.via)


def by_session(staff: Staff, session: Session) -> Who:
    """Somebody who has signed in with a browser: all that their role may do."""
    return Who(staff, "console", session.digest, MAY[staff.role])


def by_token(staff: Staff, token: Token) -> Who:
    """A program that acts for somebody: what the token is for, as far as they may it still.

    Every token may ask whom it acts for.
    """
    scopes = frozenset[Permission]({*token.scopes, "account.own"})
    return Who(staff, "api", token.id, MAY[staff.role] & scopes)


def who(request: Request) -> Who:
    """Whom the gate has let in."""
    found: Who = request.state.who
    return found
