"""The commands of a mentorship, listed for people."""

from difflib import get_close_matches
from typing import Any

from rich.table import Table
from rich.text import Text

from domain.mentorship.commands import COMMANDS, Command, NoteDeliveries
from domain.mentorship.refusals import UnknownCommand
from entrypoints.cli import output

FOR_PEOPLE = {name: kind for name, kind in COMMANDS.items() if kind is not NoteDeliveries}
SHAPES = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "true|false",
    "object": "{…}",
}
FORMATS = {"date": "date", "date-time": "time with zone"}


def refuse_unknown(name: str | None) -> str:
    """The command's name, or an error that lists what there is."""
    if name in FOR_PEOPLE:
        return str(name)
    raise UnknownCommand("\n".join([_reason(name), *listed()]))


def listed() -> list[str]:
    """Each command on a line of its own, with what it does and takes."""
    width = max(map(len, FOR_PEOPLE))
    return [
        f"  {name:{width}}  {_first_line(kind)} {fields(kind)}".rstrip()
        for name, kind in FOR_PEOPLE.items()
    ]


def commands_table() -> Table:
    """Each command with what it does and takes."""
    rows = []
    for name, kind in FOR_PEOPLE.items():
        told = Text.assemble(f"{_first_line(kind)}", (f"\n{fields(kind)}".rstrip(), "dim"))
        rows.append((Text(name, style="cyan"), told))
    return output.table(("Command", "What it does and takes"), rows)


def fields(kind: type[Command]) -> str:
    """What a command takes: `start*: time with zone, meeting: number`."""
    schema = kind.model_json_schema()
    needed, shapes = schema.get("required", ()), schema.get("$defs", {})
    told = (
        f"{name}{'*' if name in needed else ''}: {_shape(value, shapes)}"
        for name, value in schema.get("properties", {}).items()
    )
    return ", ".join(told)


def _shape(schema: dict[str, Any], shapes: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _shape(shapes[schema["$ref"].rsplit("/", 1)[1]], shapes)
    if "anyOf" in schema:
        options = (one for one in schema["anyOf"] if one.get("type") != "null")
        return "|".join(_shape(one, shapes) for one in options)
    if "enum" in schema:
        return "|".join(map(str, schema["enum"]))
    if "properties" in schema:
        return f"{{{', '.join(schema['properties'])}}}"
    if schema.get("type") == "array":
        return f"[{_shape(schema['items'], shapes)}, …]"
    return FORMATS.get(schema.get("format", ""), SHAPES[schema["type"]])


def _reason(name: str | None) -> str:
    if name is None:
        return "Say what to do; * is required"
    close = get_close_matches(name, FOR_PEOPLE, n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"There is no command {name}.{hint} There are these; * is required"


def _first_line(kind: type[Command]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
