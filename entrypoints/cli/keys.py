"""`tandem keys`: the key ring of an installation; ids are shown, keys never."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import TandemError
from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from adapters.keys.ring import KeyRing

app = typer.Typer(
    help="The keys that encrypt what Temporal keeps, and the keys of people.",
    no_args_is_help=True,
)


class RingNotInAFile(TandemError):
    """The ring stands in TANDEM_KEYS itself; put it into a file for TANDEM_KEYS_FILE instead."""

    code = "ring_not_in_a_file"


class StillNeeded(TandemError):
    """A key is still needed."""

    code = "key_needed"


Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a key, as 2027-01.")]
RingFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        metavar="FILE",
        help="The file of the ring; else TANDEM_KEYS_FILE, else `keys` in the installation.",
    ),
]


@app.command("list")
def list_(
    used: Annotated[
        bool, typer.Option("--used", help="Count the workflows that need each key; takes a while.")
    ] = False,
    file: RingFile = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show the ids of the keys, the current one first."""
    from entrypoints.cli import output

    ring = _ring(file, data)
    counts = _used(data) if used else None
    ids = [*ring.ids, *sorted(set(counts or {}) - set(ring.ids))]
    if json:
        output.as_json(
            [
                {"key": one, "for": _role(ring, one), "workflows": counts and counts.get(one, 0)}
                for one in ids
            ]
        )
        return
    rows = [
        (one, _role(ring, one), "" if counts is None else str(counts.get(one, 0))) for one in ids
    ]
    columns = ("Key", "For", "Workflows that need it" if used else "")
    output.show(output.table(columns, rows))


@app.command()
def add(key: Id, file: RingFile = None, data: Data = None) -> None:
    """Make a new key. It is for reading only until it is used; the first one is used at once."""
    from adapters.keys.ring import KeyRing, new_key
    from entrypoints.cli.output import say
    from entrypoints.secrets import write_keys

    place = _file(file, data)
    first = not place.exists()
    ring = KeyRing.read(new_key(key)) if first else _ring(place, data).adding(new_key(key))
    write_keys(place, ring)
    say(f"{key} is on the ring in {place}, which has {len(ring.ids)} now.")
    if not first:
        say(f"Once every process has the new file, use it with: tandem keys use {key}")


@app.command()
def use(key: Id, file: RingFile = None, data: Data = None) -> None:
    """Encrypt with a key from now on; the others stay for reading."""
    from entrypoints.cli.output import say
    from entrypoints.secrets import write_keys

    place = _file(file, data)
    write_keys(place, _ring(place, data).using(key))
    say(f"{key} is the current key in {place}; whatever is started anew uses it.")


@app.command()
def rewrap(data: Data = None) -> None:
    """Wrap the keys of people anew under the current key, so that an old one can be dropped."""
    from adapters.store.sealed import sealing
    from entrypoints.cli.output import say
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    done = 0
    with record_of(load(data_dir=data)) as store:
        vault = sealing(store.engine).vault
        while some := vault.rewrap():
            done += some
        say(f"{done} keys of people were wrapped anew; {sum(vault.under().values())} are in all.")


@app.command()
def drop(
    key: Id,
    lose: Annotated[
        bool, typer.Option("--lose", help="Even if something needs it, which is lost for good.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    file: RingFile = None,
    data: Data = None,
) -> None:
    """Take an old key off the ring, if nothing needs it any more.

    With --lose it need not be on the ring: what is under it is given up for good.
    """
    from entrypoints.cli.output import say
    from entrypoints.secrets import write_keys

    place = _file(file, data)
    ring = _ring(place, data)
    here = key in ring.ids or not lose
    if here:
        ring = ring.dropping(key)
    if not lose:
        _refuse_wrapping(key, data)
        refuse_needed(key, _used(data))
    elif many := _give_up(key, data, ask=not yes):
        say(f"{many} keys of people that were under {key} are destroyed, and so their words.")
    write_keys(place, ring)
    say(f"{key} is off the ring in {place}. Back-ups from before its last use still need it.")


def refuse_needed(key: str, used: dict[str, int]) -> None:
    """Raise `StillNeeded` where a workflow could not go on without a key."""
    if count := used.get(key, 0):
        raise StillNeeded(
            f"{key} is needed to read {count} workflows that run, or ended not long ago; look"
            " with: tandem keys list --used"
        )


def _refuse_wrapping(key: str, data: Path | None) -> None:
    """Raise `StillNeeded` where keys of people are under a key: all their words would be lost."""
    from adapters.store.sealed import sealing
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        if count := sealing(store.engine).vault.under().get(key, 0):
            raise StillNeeded(
                f"{key} is needed to read the keys of {count} people; wrap them under the current"
                " one with: tandem keys rewrap"
            )


def _give_up(key: str, data: Path | None, *, ask: bool) -> int:
    """Destroy the keys of people that are under a key: nobody will read their words again."""
    import sys
    from datetime import UTC, datetime

    from adapters.store.sealed import sealing
    from entrypoints.cli.reach import NothingHere, record_of
    from entrypoints.settings import load

    try:
        with record_of(load(data_dir=data)) as store:
            vault = sealing(store.engine).vault
            many = vault.under().get(key, 0)
            if many and ask and sys.stdin.isatty():
                typer.confirm(f"The words of {many} people are lost for good. Go on?", abort=True)
            return vault.lose(key, datetime.now(UTC)) if many else 0
    except NothingHere:  # a ring that no installation uses yet
        return 0


def _role(ring: "KeyRing", key: str) -> str:
    if key == ring.current:
        return "writing and reading"
    return "reading" if key in ring.ids else "NOT ON THE RING"


def _file(file: Path | None, data: Path | None) -> Path:
    """Where the ring is that a command is to change; raises `RingNotInAFile`."""
    from entrypoints.secrets import keys_file
    from entrypoints.settings import load

    if file is not None:
        return file
    settings = load(data_dir=data)
    place = keys_file(settings)
    if settings.keys is not None and not place.exists():
        raise RingNotInAFile
    return place


def _ring(file: Path | None, data: Path | None) -> "KeyRing":
    from entrypoints.secrets import key_ring, read_keys
    from entrypoints.settings import load

    return key_ring(load(data_dir=data)) if file is None else read_keys(file)


def _used(data: Path | None) -> dict[str, int]:
    """How many workflows need each key, as Temporal knows them."""
    import asyncio

    from adapters.temporal.payloads import keys_used
    from entrypoints.cli.reach import answering, temporal
    from entrypoints.settings import load

    async def count() -> dict[str, int]:
        return await keys_used(await temporal(load(data_dir=data)))

    with answering():
        return asyncio.run(count())
