"""Publishes each event's JSON Schema: `python -m tests.domain.mentorship.write_schemas`.

What an older version of an event was described by stays as it is.
"""

from adapters.files.event_schemas import PUBLISHED, publish
from domain.mentorship.events import EVENTS
from domain.mentorship.schemas import schema_of


def main() -> None:
    """Write the schema of the newest version of each type."""
    schemas = [schema_of(event) for event in EVENTS.values()]
    publish({schema["$id"]: schema for schema in schemas}, PUBLISHED)


if __name__ == "__main__":
    main()
