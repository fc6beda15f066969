"""Histories of every release are replayed by today's workflow code."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from temporalio.api.history.v1 import HistoryEvent

from activities import contracts
from tests.deploy.release import RELEASE
from tests.replay import kept
from tests.replay.replaying import of_other_code, replayer, scheduled
from workflows.attributes import STAGE

STAGES = {"aligning", "active", "paused", "closing", "closed"}
ACTIVITIES = {
    value for name, value in vars(contracts).items() if name.isupper() and name != "CONFLICT"
}
FIRST = {"ask", "send", "look", "launch_again"}
RELEASES = {"0.1.0": FIRST, "0.2.0": FIRST | {"catch_up", "roll"}}
"""Each release with the messages that its histories show at least."""


@pytest.mark.parametrize("path", kept.kept(), ids=kept.name_of)
async def test_a_recorded_history_still_replays(path: Path) -> None:
    await replayer().replay_workflow(kept.read(path))


async def test_a_history_of_other_code_does_not_replay() -> None:
    """The gate can fall."""
    with pytest.raises(Exception, match="Nondeterminism"):
        await replayer().replay_workflow(of_other_code())


@pytest.mark.parametrize("release", RELEASES)
def test_the_histories_of_a_release_show_every_stage_activity_and_message(release: str) -> None:
    events = events_of(release)

    assert {stage for event in events for stage in stages(event)} == STAGES
    assert {name for event in events for name in activities(event)} == ACTIVITIES
    assert {name for event in events for name in messages(event)} >= RELEASES[release]


def test_the_release_that_this_is_has_histories() -> None:
    assert RELEASE in RELEASES, "python -m tests.replay.record, then say here what they show"


def test_what_operations_brought_is_in_the_histories_of_their_release() -> None:
    events = events_of("0.2.0")

    assert {name for event in events for name in markers(event)} >= {"core_patch"}
    assert {queue.partition("-mail")[1] for event in events for queue in queues(event)} >= {
        "-mail"
    }
    told = b" ".join(event.SerializeToString() for event in events)
    for fact in (b"program_changed", b"person_erased", b"working_hours"):
        assert fact in told


@cache
def events_of(release: str) -> list[HistoryEvent]:
    """All events of the histories that a release has left."""
    paths = [path for path in kept.kept() if kept.name_of(path).endswith(f"__{release}")]
    return [event for path in paths for event in kept.read(path).events]


def stages(event: HistoryEvent) -> Iterator[str]:
    """The stage that a mentorship shows to operators from here on."""
    shown = event.upsert_workflow_search_attributes_event_attributes.search_attributes
    if STAGE.name in shown.indexed_fields:
        yield json.loads(shown.indexed_fields[STAGE.name].data)


def activities(event: HistoryEvent) -> Iterator[str]:
    """The activity that begins here, be it an ordinary or a local one."""
    if scheduled(event):
        yield event.activity_task_scheduled_event_attributes.activity_type.name
    if event.marker_recorded_event_attributes.marker_name == "core_local_activity":
        (told,) = event.marker_recorded_event_attributes.details["data"].payloads
        yield json.loads(told.data)["activity_type"]


def markers(event: HistoryEvent) -> Iterator[str]:
    """What the code noted beside its commands: patches, local activities."""
    if event.HasField("marker_recorded_event_attributes"):
        yield event.marker_recorded_event_attributes.marker_name


def queues(event: HistoryEvent) -> Iterator[str]:
    """The task queue of the activity that begins here."""
    if scheduled(event):
        yield event.activity_task_scheduled_event_attributes.task_queue.name


def messages(event: HistoryEvent) -> Iterator[str]:
    """The Update or signal that comes in here."""
    if event.HasField("workflow_execution_signaled_event_attributes"):
        yield event.workflow_execution_signaled_event_attributes.signal_name
    accepted = event.workflow_execution_update_accepted_event_attributes
    if accepted.accepted_request.input.name:
        yield accepted.accepted_request.input.name
