"""What an admin does with the staff, in the console or on the command line."""

from collections.abc import Callable
from datetime import datetime

from domain.errors import TandemError
from domain.people.addresses import is_address
from domain.staff.model import AlreadyThere, Role, Staff, new_id
from domain.staff.ports import StaffStore
from entrypoints.web.staff.tickets import issue


class NoAddress(TandemError):
    """This is no e-mail address."""

    code = "no_address"


class SwitchedOff(TandemError):
    """They are switched off; switch them on first."""

    code = "switched_off"


class Staffing:
    """Invites people, changes what they may do, and lets them out and in again."""

    def __init__(self, store: StaffStore, public_url: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._public_url = public_url
        self._now = now

    def find(self, name: str) -> Staff:
        """Somebody by address or id; raises `NotFound`."""
        return self._store.known_as(name) or self._store.get(name)

    def invite(self, email: str, name: str, role: Role, programs: tuple[str, ...]) -> Staff:
        """Add somebody; raises `NoAddress` or `AlreadyThere`."""
        if not is_address(email):
            raise NoAddress(f"{email or 'This'} is no e-mail address.")
        if self._store.known_as(email):
            raise AlreadyThere(f"Somebody of the staff has the address {email} already.")
        taken = frozenset(one.id for one in self._store.all())
        staff = Staff(
            id=new_id(email, taken),
            email=email,
            name=name,
            role=role,
            programs=programs,
            created=self._now(),
        )
        self._store.add(staff)
        return staff

    def link(self, staff: Staff, *, without_codes: bool = False) -> str:
        """A link that lets somebody in once; it may also turn their second step off."""
        if not staff.active:
            raise SwitchedOff(f"{staff.name} is switched off; switch them on first.")
        if without_codes:
            self._store.keep(staff.id, totp=None)
        return self._public_url + issue(self._store, staff.id, self._now())

    def change(self, staff: Staff) -> None:
        """Keep what was changed of somebody; raises `AlreadyThere` or `LastAdmin`."""
        if not is_address(staff.email):
            raise NoAddress(f"{staff.email or 'This'} is no e-mail address.")
        self._store.change(staff)

    def switch_off(self, staff: Staff) -> None:
        """Let somebody in no more, by no way; raises `LastAdmin`."""
        self._store.change(staff.model_copy(update={"active": False}))
        self._store.close_all(staff.id)
        for token in self._store.tokens(staff.id):
            if token.lives(self._now()):
                self._store.revoke(token.id, self._now())

    def switch_on(self, staff: Staff) -> None:
        """Let somebody in again; tokens from before stay over."""
        self._store.change(staff.model_copy(update={"active": True}))
