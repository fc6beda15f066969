"""The published JSON Schemas of events, those of older versions too."""

from pathlib import Path
from typing import Any

import orjson

PUBLISHED = Path(__file__).parents[2] / "deploy" / "schemas" / "events"

Schemas = dict[str, dict[str, Any]]


def published(folder: Path = PUBLISHED) -> Schemas:
    """Read all schemas, by the name that the events have in an export."""
    found = (orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json")))
    return {schema["$id"]: schema for schema in found}


def publish(schemas: Schemas, folder: Path) -> None:
    """Write each schema into a file that is called `<type>.v<version>.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        file = folder / f"{name.split('.', 2)[2]}.json"
        file.write_bytes(orjson.dumps(schema, option=orjson.OPT_INDENT_2) + b"\n")
