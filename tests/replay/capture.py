"""Adds histories of a running installation: `python -m tests.replay.capture WORKFLOW STORY`.

Each run of the workflow is decrypted, scrubbed of everything that people are and have said, and
replayed; only what replays is kept, as `<workflow>__<story>__<run>__<release>`.
"""

import argparse
import asyncio
from importlib.metadata import version
from pathlib import Path

from adapters.temporal.codec import Cipher
from adapters.temporal.payloads import in_clear
from entrypoints.cli.reach import temporal
from entrypoints.secrets import key_ring
from entrypoints.settings import load
from tests.replay import kept
from tests.replay.record import runs
from tests.replay.replaying import replayer
from tests.replay.scrub import scrubbed


async def main(workflow: str, story: str, data: Path | None) -> None:
    """Keep each run of a workflow."""
    settings = load(data_dir=data)
    client = await temporal(settings)
    cipher = Cipher(key_ring(settings))
    kind = workflow.partition("-")[0]
    for number, history in enumerate(await runs(client, client.get_workflow_handle(workflow)), 1):
        name = f"{kind}__{story}__{number}__{version('tandem')}"
        clean = scrubbed(in_clear(history, cipher))
        await replayer().replay_workflow(clean)
        kept.write(name, clean)
        print(f"{name}: {len(clean.events)} events")  # noqa: T201  this is a command


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workflow", help="its id, as mentorship-spring-N01-M01")
    parser.add_argument("story", help="what happens in it, as talks_and_falls_silent")
    parser.add_argument("--data", type=Path, help="the installation; else as the settings say")
    given = parser.parse_args()
    asyncio.run(main(given.workflow, given.story, given.data))
