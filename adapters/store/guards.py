"""Does the database still refuse to change the record?"""

import re
from collections.abc import Iterator

from adapters.store.append_only import APPEND_ONLY
from adapters.store.fact_checks import Fault
from adapters.store.stored_rows import Rows

ONCE = "uq_event_stream_version"
_NAME = re.compile(r"CREATE TRIGGER (\w+)")
_FOUND = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event' UNION ALL"
        " SELECT 'uq_event_stream_version' FROM sqlite_master"
        " WHERE name = 'event' AND sql LIKE '%uq_event_stream_version UNIQUE%'"
    ),
    "postgresql": (
        "SELECT tgname::text FROM pg_trigger"
        " WHERE tgrelid = 'event'::regclass AND tgenabled IN ('O', 'A') UNION ALL"
        " SELECT conname::text FROM pg_constraint"
        " WHERE conrelid = 'event'::regclass AND contype = 'u'"
    ),
}


def missing_guards(rows: Rows) -> Iterator[Fault]:
    """The triggers and the constraint on the facts that are gone or switched off."""
    found = {name for (name,) in rows.ask(_FOUND[rows.dialect])}
    for name in (*_NAME.findall("".join(APPEND_ONLY[rows.dialect])), ONCE):
        if name not in found:
            says = f"the database does not guard the record any more: {name} is off"
            yield Fault("unguarded", says)
