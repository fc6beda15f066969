"""`tandem record schemas`: what others may rely on in each event."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.options import AsJson

if TYPE_CHECKING:
    from adapters.files.event_schemas import Schemas

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="TYPE",
        help="One type of event, as `goals_proposed`, `goals_proposed.v1` or in full.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write them into a folder, one file each."),
]


def schemas(name: Name = None, out: Out = None, json: AsJson = False) -> None:
    """List the events with what they say, or print the JSON Schema of one's data.

    The `type` of an exported event is the `$id` of the schema that its `data` follows.
    """
    from adapters.files.event_schemas import published
    from entrypoints.cli.output import as_json

    found = published()
    if name is not None:
        found = {full: found[full] for full in [_full_name(name, found)]}
    if out is not None:
        _write(out, found, json=json)
    elif json:
        as_json(found)
    elif name is not None:
        as_json(next(iter(found.values())))
    else:
        _list(found)


def _full_name(name: str, found: "Schemas") -> str:
    """Find a type by any of its names; the newest version where none is given."""
    import difflib

    from domain.errors import NotFound

    short = {full.split(".", 2)[2]: full for full in found}
    newest = {kind.partition(".")[0]: full for kind, full in sorted(short.items(), key=_version)}
    names = newest | short | {full: full for full in found}
    if name in names:
        return names[name]
    close = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean {close[0]}?" if close else " They are listed by: tandem record schemas"
    raise NotFound(f"There is no event {name}.{hint}")


def _version(named: tuple[str, str]) -> int:
    return int(named[0].rpartition(".v")[2])


def _write(folder: Path, found: "Schemas", *, json: bool) -> None:
    from adapters.files.event_schemas import publish
    from entrypoints.cli.output import CantWrite, as_json, say
    from entrypoints.moments import count

    try:
        publish(found, folder)
    except OSError as error:
        raise CantWrite(f"{folder} can't be written: {error.strerror}.") from error
    if json:
        as_json({"folder": str(folder), "schemas": len(found)})
    else:
        say(f"{count(len(found), 'schema')} written to {folder}.")


def _list(found: "Schemas") -> None:
    from entrypoints.cli import output

    rows = [(name, _said(schema)) for name, schema in found.items()]
    output.show(output.table(("Type of event", "What it says"), rows))


def _said(schema: dict[str, Any]) -> str:
    first, _, _ = str(schema["description"]).partition("\n")
    return first
