"""What Tandem asks of the place where the staff is kept."""

from datetime import datetime
from typing import Protocol

from domain.staff.model import Deed, Secrets, Session, Staff, Ticket, Token


class StaffStore(Protocol):
    """The staff, the ways in which they have signed in, and what they did."""

    def add(self, staff: Staff) -> None:
        """Add somebody, or raise `AlreadyThere`."""

    def change(self, staff: Staff) -> None:
        """Replace what is known of somebody.

        Raises `AlreadyThere` where the address is another's, and `LastAdmin` where nobody would be
        left who may give rights.
        """

    def get(self, staff: str) -> Staff:
        """Find somebody by id, or raise `domain.errors.NotFound`."""

    def known_as(self, email: str) -> Staff | None:
        """Find somebody by address, whatever its capitals."""

    def known_by(self, subject: str) -> Staff | None:
        """Find somebody by who they are at the organisation's own sign-in."""

    def all(self) -> list[Staff]:
        """Everybody, by name."""

    def secrets(self, staff: str) -> Secrets:
        """What somebody proves themselves by."""

    def keep(self, staff: str, **secrets: str | None) -> None:
        """Replace some of that: `password`, `totp` or `subject`."""

    def swap_codes(self, staff: str, old: str, new: str) -> bool:
        """Replace the sealed codes; False where somebody has replaced them meanwhile."""

    def use_code(self, staff: str, step: int) -> bool:
        """Use up a one-time code; False where it, or a later one, was used before."""

    def open(self, session: Session) -> None:
        """Keep a session, and forget those that are over."""

    def session(self, digest: str) -> Session | None:
        """Find a session."""

    def sessions(self, staff: str) -> list[Session]:
        """The sessions of somebody, the last used first."""

    def seen(self, digest: str, at: datetime) -> None:
        """Note that a session was used."""

    def close(self, digest: str) -> None:
        """End a session."""

    def close_all(self, staff: str, but: str = "") -> None:
        """End every session of somebody, but one."""

    def issue(self, ticket: Ticket) -> None:
        """Keep a ticket; those that somebody had before stop working."""

    def ticket(self, digest: str) -> Ticket | None:
        """Find a ticket, used or not."""

    def use(self, digest: str, at: datetime) -> bool:
        """Use a ticket up; False where somebody was faster, or it is over."""

    def grant(self, token: Token) -> None:
        """Keep a token."""

    def token(self, digest: str) -> Token | None:
        """Find a token."""

    def tokens(self, staff: str = "") -> list[Token]:
        """The tokens of somebody, or all; the newest first."""

    def token_used(self, token: str, at: datetime) -> None:
        """Note that a token was used."""

    def revoke(self, token: str, at: datetime) -> None:
        """End a token."""

    def log(self, deed: Deed) -> None:
        """Add to the log, which is append-only."""

    def deeds(self, before: int | None = None, limit: int = 100, staff: str = "") -> list[Deed]:
        """Page back through the log, the newest first; of one of the staff, or of all."""
