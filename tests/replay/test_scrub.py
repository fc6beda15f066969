"""A history of an installation may be kept: it says nothing of its people, and it replays."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from adapters.temporal.payloads import payloads_in
from tests.replay import kept
from tests.replay.replaying import replayer
from tests.replay.scrub import scrubbed

OF_PEOPLE = (*("Ann Ito", "Ben Cruz", "Okafor", "Maren", "ann@", "ines@"), "rushed", "project")
SOME = [path for path in kept.kept() if "__5__" in path.name or "__1__" in path.name]


def said_in(history: WorkflowHistory) -> str:
    found = (payload.data for event in history.events for payload in payloads_in(event))
    return b"\n".join(found).decode(errors="replace") + history.to_json()


def test_the_kept_histories_hold_words_to_be_scrubbed() -> None:
    together = "".join(said_in(kept.read(path)) for path in SOME)

    assert [word for word in OF_PEOPLE if word not in together] == []


@pytest.mark.parametrize("path", SOME, ids=kept.name_of)
async def test_a_scrubbed_history_says_nothing_of_anybody_and_replays(path: Path) -> None:
    clean = scrubbed(kept.read(path))

    assert [word for word in OF_PEOPLE if word in said_in(clean)] == []
    assert "identity" not in clean.to_json()
    await replayer().replay_workflow(clean)
