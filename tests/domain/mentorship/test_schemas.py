"""What is published about events: a JSON Schema for each type and version."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.files.event_schemas import PUBLISHED, publish, published
from domain.mentorship.events import EVENTS, Event
from domain.mentorship.schemas import published_name, schema_of
from domain.mentorship.storage import store
from tests.domain.mentorship.json_schema import Schema
from tests.domain.mentorship.lives import LIVES

GOLDEN = Path(__file__).parents[1] / "golden"
EACH_EVENT = pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())


def faults(name: str, data: Any) -> list[str]:
    return list(Schema(published()[name]).faults(data))


@EACH_EVENT
def test_the_published_schema_of_an_event_is_what_its_model_gives(event: type[Event]) -> None:
    """Where this fails, look whether others can live with it: then write the schemas anew.

    A new field needs a default; whatever else changes needs a new version of the event.
    `python -m tests.domain.mentorship.write_schemas` writes them.
    """
    assert published()[published_name(event.TYPE, event.SCHEMA)] == schema_of(event)


@EACH_EVENT
def test_no_version_of_an_event_loses_its_schema(event: type[Event]) -> None:
    wanted = {published_name(event.TYPE, number + 1) for number in range(event.SCHEMA)}

    assert {name for name in published() if name.split(".")[2] == event.TYPE} == wanted


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_every_event_that_was_ever_stored_fits_its_schema(file: Path) -> None:
    golden = json.loads(file.read_text(encoding="utf-8"))
    name = published_name(golden["type"], golden["schema_version"])

    assert (PUBLISHED / file.name).exists()
    assert faults(name, golden["data"]) == []


@pytest.mark.parametrize("life", LIVES)
def test_whatever_happens_in_a_mentorship_fits_the_published_schemas(life: Any) -> None:
    for fact in life().facts:
        item = store("m1", fact)
        name = published_name(item.type, item.schema_version)
        assert faults(name, json.loads(item.model_dump_json())["data"]) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"task": "1"}, "data.task is not right by its type"),
        ({"task": True}, "data.task is not right by its type"),
        ({"kind": "party"}, "data.kind is not right by its enum"),
        ({"due": "soon"}, "data.due is not right by its format"),
    ],
)
def test_an_event_that_is_not_right_does_not_fit(change: dict[str, Any], place: str) -> None:
    golden = json.loads((GOLDEN / "task_added.v1.json").read_text(encoding="utf-8"))

    assert faults("tandem.mentorship.task_added.v1", golden["data"] | change) == [place]
    assert faults("tandem.mentorship.task_added.v1", {"task": 1}) == [
        "data is not right by its required"
    ]


def test_a_length_of_time_is_described_as_the_words_that_stand_in_the_record() -> None:
    golden = json.loads((GOLDEN / "mentorship_opened.v1.json").read_text(encoding="utf-8"))
    golden["data"]["program"]["length"] = "P26W"

    found = faults("tandem.mentorship.mentorship_opened.v1", golden["data"])

    assert found == ["data.program.length is not right by its pattern"]


def test_a_reader_of_today_may_meet_a_field_of_tomorrow() -> None:
    golden = json.loads((GOLDEN / "task_done.v1.json").read_text(encoding="utf-8"))

    assert faults("tandem.mentorship.task_done.v1", golden["data"] | {"mood": "proud"}) == []


def test_a_schema_says_what_happened_in_the_words_of_the_code() -> None:
    schema = published()["tandem.mentorship.goals_proposed.v1"]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "Goals proposed"
    assert schema["description"] == "The mentee wrote down goals, in place of any before."
    assert schema["required"] == ["by", "goals"]


def test_published_schemas_can_be_read_back(tmp_path: Path) -> None:
    publish(published(), tmp_path / "new")

    assert published(tmp_path / "new") == published()
    assert (tmp_path / "new" / "goals_proposed.v1.json").exists()
