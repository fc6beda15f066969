"""Somebody who has signed in shows once more that it is them, before what would lock them out."""

from domain.staff.ports import StaffStore
from entrypoints.web.limits import Tries
from entrypoints.web.staff import passwords

TRIES, TRIES_PER_SECOND = 5, 1 / 60
WRONG = "This is not your password."


class Proof:
    """Asks for the password."""

    def __init__(self, staff: StaffStore) -> None:
        self._staff = staff
        self._tries = Tries(TRIES, TRIES_PER_SECOND)

    def complaint(self, staff: str, password: str) -> str:
        """What is wrong with a password; empty where it is theirs. Raises `Busy`."""
        self._tries.take(staff)
        if not passwords.fits(password, self._staff.secrets(staff).password):
            return WRONG
        self._tries.succeed(staff)
        return ""
