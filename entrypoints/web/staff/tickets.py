"""Links that sign somebody of the staff in once: for the first admin, for whoever is invited."""

import secrets
from datetime import datetime, timedelta

from domain.staff.model import Staff, Ticket
from domain.staff.ports import StaffStore
from entrypoints.web.staff.digests import digest

LASTS = timedelta(hours=24)
FIRST = "admin"
NO_ADDRESS = "admin@tandem.invalid"  # until the first admin has told theirs


def issue(store: StaffStore, staff: str, now: datetime) -> str:
    """Make a link's path for somebody; those made for them before stop working."""
    value = secrets.token_urlsafe(32)
    store.issue(Ticket(digest=digest(value), staff=staff, expires=now + LASTS))
    return f"/enter/{value}"


def first_link(store: StaffStore, now: datetime) -> str | None:
    """The path of a link for the first admin; None once some admin can sign in by themselves."""
    admins = [one for one in store.all() if one.role == "admin" and one.active]
    if any(store.secrets(one.id).password or store.secrets(one.id).subject for one in admins):
        return None
    if not admins:
        store.add(Staff(id=FIRST, email=NO_ADDRESS, name="Admin", role="admin", created=now))
    return issue(store, admins[0].id if admins else FIRST, now)
