"""Writes the golden files that are missing: `python -m tests.domain.mentorship.golden`."""

import json

from domain.mentorship.events import EVENTS
from domain.mentorship.storage import store
from tests.domain.mentorship.test_storage import examples, file_of


def main() -> None:
    """Write what is missing; a file that is there stays as it is."""
    for name, fact in sorted(examples().items()):
        path = file_of(EVENTS[name])
        if not path.exists():
            data = json.loads(store("m1", fact).model_dump_json())
            path.write_text(
                json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
            )


if __name__ == "__main__":
    main()
