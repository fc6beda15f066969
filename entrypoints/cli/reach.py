"""How commands reach an installation: its settings, its record, its Temporal server."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from domain.errors import TandemError
from entrypoints.settings import Settings
from entrypoints.tls_trouble import why

if TYPE_CHECKING:
    from temporalio.client import Client

    from entrypoints.bootstrap import Store


class NothingHere(TandemError):
    """There is no record of Tandem here."""

    code = "nothing_here"


class DatabaseUnreachable(TandemError):
    """The database can't be reached."""

    code = "database_unreachable"


@contextmanager
def record_of(settings: Settings) -> Iterator["Store"]:
    """Open the record that there is, whether or not anything runs; raises `NothingHere`."""
    refuse_missing(settings)
    with database(settings) as store:
        yield store


@contextmanager
def database(settings: Settings) -> Iterator["Store"]:
    """Open the database, a new one if need be; raises `DatabaseUnreachable`."""
    with using_database(settings), ExitStack() as stack:
        yield _enter(stack, settings)


@contextmanager
def using_database(settings: Settings) -> Iterator[None]:
    """Turn a database that can't be used into an error for people."""
    try:
        yield
    except (ArgumentError, DBAPIError, NoSuchModuleError) as error:
        raise unreachable(settings, error) from error


def _enter(stack: ExitStack, settings: Settings) -> "Store":
    from entrypoints.bootstrap import open_store

    try:
        return stack.enter_context(open_store(settings))
    except ModuleNotFoundError as error:  # the driver for this kind of database
        raise unreachable(settings, error) from error


def refuse_missing(settings: Settings) -> None:
    """Raise `NothingHere` where the record would have to be made first."""
    file = record_file(settings)
    if file is None or file.exists():
        return
    if settings.database_url is not None:
        raise NothingHere(f"There is no record at {file}. Is TANDEM_DATABASE_URL right?")
    raise NothingHere(
        f"There is no record in {settings.data_dir}. Is --data right? A new installation starts"
        f" with: tandem up{data_option(settings)}"
    )


def record_file(settings: Settings) -> Path | None:
    """The file of a SQLite record; None where a database server keeps it."""
    try:
        url = make_url(settings.record_url)
    except ArgumentError as error:
        raise unreachable(settings, error) from error
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database)


def unreachable(settings: Settings, error: Exception) -> DatabaseUnreachable:
    """Say which database does not answer, and why; a password in its address is not shown."""
    try:
        where = make_url(settings.record_url).render_as_string(hide_password=True)
    except ArgumentError:
        return DatabaseUnreachable("TANDEM_DATABASE_URL is not the address of a database.")
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    told = why(
        "database",
        reason,
        encrypted="sslmode" in settings.record_url,
        proven=settings.database_tls_cert is not None,
    )
    hint = f" ({told})" if told else ""
    return DatabaseUnreachable(f"The database {where} can't be used: {reason}{hint}")


async def temporal(settings: Settings) -> "Client":
    """Connect to the Temporal server of the settings, or of what runs in the data directory."""
    from entrypoints.engine import connect_to
    from entrypoints.installation import find

    address = settings.temporal_address or find(settings.data_dir).temporal_address
    return await connect_to(settings, address)


@contextmanager
def answering() -> Iterator[None]:
    """Turn a Temporal server that stops answering amid something into an error for people."""
    from temporalio.service import RPCError

    from adapters.temporal.connection import TemporalUnreachable

    try:
        yield
    except RPCError as error:
        raise TemporalUnreachable(f"Temporal did not carry this out: {error.message}") from error


def data_option(settings: Settings) -> str:
    """What to add to a command so that it finds this data directory from here."""
    usual = Path(".tandem").absolute()
    return "" if settings.data_dir == usual else f" --data {settings.data_dir}"
