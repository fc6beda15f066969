"""What nobody but us may read: names, addresses and every text that somebody wrote."""

import csv
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory

from tests.acceptance.installation import SAMPLES, TANDEM, without_settings

SHORTEST = 5  # letters: a name of less stands in other words by chance


def of_people() -> set[str]:
    """Names and addresses of the people of the samples, each name also by its parts."""
    with (SAMPLES / "people.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    words = {word for row in rows for word in (row["email"], row["name"], *row["name"].split())}
    return {word for word in words if len(word) >= SHORTEST}


def of_record(folder: Path) -> set[str]:
    """Every text of more than one word that stands in the facts of an installation."""
    command = [str(TANDEM), "record", "export", "--data", str(folder)]
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, env=without_settings()
    )
    facts = (json.loads(line) for line in told.stdout.splitlines())
    return {text for fact in facts for text in _texts(fact["data"]) if " " in text.strip()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def found_in(seen: bytes, words: set[str]) -> set[str]:
    """The words that can be read somewhere."""
    return {word for word in words if word.encode() in seen}


async def histories(client: Client) -> list[WorkflowHistory]:
    """The whole history of every workflow."""
    return [
        await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
        async for found in client.list_workflows()
    ]


async def descriptions(client: Client) -> bytes:
    """What the server has to tell of every workflow beside its history."""
    return b"".join([one.raw_info.SerializeToString() async for one in client.list_workflows()])


def written(histories: list[WorkflowHistory]) -> bytes:
    """Histories as they are kept."""
    return b"".join(e.SerializeToString() for history in histories for e in history.events)


def files_of_temporal(folder: Path) -> bytes:
    """All that the embedded server has written, as it lies there."""
    return b"".join(file.read_bytes() for file in folder.glob("temporal.db*"))
