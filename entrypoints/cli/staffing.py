"""What commands about the staff share: who acts, what the log says of it, where links lead."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from domain.errors import TandemError
from domain.staff.model import Deed, Staff
from domain.staff.ports import StaffStore
from entrypoints.cli.reach import record_of
from entrypoints.installation import InstallationNotRunning, find
from entrypoints.settings import Settings, load
from entrypoints.staffing import Staffing

CLI = "cli"


class Office(NamedTuple):
    """The staff of an installation, and what may be done with it."""

    store: StaffStore
    staffing: Staffing

    @contextmanager
    def noted(self, act: str, about: str) -> Iterator[None]:
        """Write into the staff log what is about to be done, and what kept it from being done."""
        self._log(act, about)
        try:
            yield
        except TandemError as error:
            self._log(act, about, error.code)
            raise

    def _log(self, act: str, about: str, outcome: str = "") -> None:
        deed = Deed(
            at=now(), staff=CLI, name=operator(), via=CLI, act=act, about=about, outcome=outcome
        )
        self.store.log(deed)


@contextmanager
def office(data: Path | None) -> Iterator[Office]:
    """Open the record; nothing needs to run."""
    settings = load(data_dir=data)
    with record_of(settings) as store:
        yield Office(store.staff, Staffing(store.staff, public_url(settings), now))


def public_url(settings: Settings) -> str:
    """Where the pages stand: as the settings say, else as the installation that runs does."""
    if "public_url" in settings.model_fields_set:
        return settings.public_url
    try:
        return find(settings.data_dir).public_url or settings.public_url
    except InstallationNotRunning:
        return settings.public_url


def operator() -> str:
    """Whoever sits at this machine, as the machine knows them."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def facts(staff: Staff) -> dict[str, object]:
    """Somebody, for programs."""
    return staff.model_dump(mode="json")
