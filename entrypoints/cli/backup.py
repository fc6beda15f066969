"""`tandem record backup` and `tandem record restore`: a record in SQLite, saved and put back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import TandemError
from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from adapters.store.backup import Contents
    from entrypoints.settings import Settings

To = Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")]
From = Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` has written.")]
RUNBOOK = "deploy/runbooks/backup-and-restore.md"


class NotOurFile(TandemError):
    """The record is in PostgreSQL, which has its own tools."""

    code = "not_our_file"


def backup(file: To, data: Data = None, json: AsJson = False) -> None:
    """Copy the record into one file, also while it is in use."""
    from adapters.store.backup import back_up
    from entrypoints.cli.reach import refuse_missing
    from entrypoints.settings import load

    settings = load(data_dir=data)
    record = _file(settings, "pg_dump --format=custom --file FILE")
    refuse_missing(settings)
    _tell(f"Copied to {file}: ", file, back_up(record, file), json=json)


def restore(file: From, data: Data = None, json: AsJson = False) -> None:
    """Put a copy in the place of the record, which is kept beside it.

    Tandem must be stopped. Afterwards start it and look with: tandem recover --dry-run
    """
    from contextlib import nullcontext
    from datetime import UTC, datetime

    from adapters.store import backup as backups
    from entrypoints.installation import exclusive
    from entrypoints.settings import load

    settings = load(data_dir=data)
    record = _file(settings, "pg_restore --clean --if-exists FILE")
    alone = exclusive(settings.data_dir) if settings.database_url is None else nullcontext()
    with alone:
        aside = record.with_name(f"{record.name}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        had_one = record.exists()
        found = backups.restore(file, record, aside)
    _tell(f"Restored from {file}: ", record, found, json=json, aside=aside if had_one else None)
    if missing := _missing_keys(settings, found):
        from entrypoints.cli.output import problem

        problem(
            f"Its texts are encrypted under {', '.join(missing)}, which is not on the ring here:"
            " bring the keys of the installation that it was saved from (the file `keys` in its"
            " folder, or TANDEM_KEYS_FILE)."
        )
        raise typer.Exit(1)


def _missing_keys(settings: "Settings", found: "Contents") -> list[str]:
    """The keys that the record needs and this installation does not have."""
    from entrypoints.secrets import key_ring, keys_file

    here = settings.keys is not None or keys_file(settings).exists()
    ids = key_ring(settings).ids if here else ()
    return [key for key in found.keys if key not in ids]


def _file(settings: "Settings", instead: str) -> Path:
    from entrypoints.cli.reach import record_file

    record = record_file(settings)
    if record is None:
        raise NotOurFile(
            f"The record is in PostgreSQL; use its own tools, as {instead} (see {RUNBOOK})."
        )
    return record


def _tell(
    done: str, file: Path, found: "Contents", *, json: bool, aside: Path | None = None
) -> None:
    from entrypoints.cli.output import as_json, say
    from entrypoints.moments import Times, count

    if json:
        as_json({"file": str(file), "aside": aside and str(aside), **found._asdict()})
        return
    newest = f", the last recorded on {Times().moment(found.newest)} UTC" if found.newest else ""
    say(f"{done}{count(found.events, 'event')} of {count(found.streams, 'pair')}{newest}.")
    if aside:
        say(f"The record that was there is kept as {aside}.")
