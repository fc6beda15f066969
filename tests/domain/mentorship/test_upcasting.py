"""Every schema that was ever stored can still be read: golden files and a chain without holes."""

import json

import pytest

from domain.mentorship.events import EVENTS, Event
from domain.mentorship.storage import UPCASTERS, gaps, load
from domain.record import StoredFact
from tests.domain.mentorship.test_storage import GOLDEN, file_of, holds

SCHEMAS = [(kind, schema) for kind in EVENTS.values() for schema in range(1, kind.SCHEMA + 1)]
NAMES = [f"{kind.TYPE}.v{schema}" for kind, schema in SCHEMAS]


@pytest.mark.parametrize(("event", "schema"), SCHEMAS, ids=NAMES)
def test_every_schema_of_every_type_has_a_golden_file_that_can_be_read(
    event: type[Event], schema: int
) -> None:
    text = (GOLDEN / f"{event.TYPE}.v{schema}.json").read_text(encoding="utf-8")
    golden = StoredFact.model_validate_json(text)

    assert (golden.type, golden.schema_version) == (event.TYPE, schema)
    assert type(load(golden).event) is event


def test_no_golden_file_is_of_a_schema_that_there_never_was() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(NAMES)


def test_from_every_older_schema_an_upcaster_leads_on() -> None:
    assert gaps() == []


def test_a_hole_in_the_chain_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    event = EVENTS["agreement_signed"]
    monkeypatch.setattr(event, "SCHEMA", 4)
    monkeypatch.setitem(UPCASTERS, ("agreement_signed", 2), dict)

    assert gaps() == ["agreement_signed.v1", "agreement_signed.v3"]


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_a_field_that_goes_or_changes_its_name_is_noticed(event: type[Event]) -> None:
    golden = json.loads(file_of(event).read_text(encoding="utf-8"))["data"]

    for field in golden:
        without = {name: value for name, value in golden.items() if name != field}
        assert not holds(without, golden)
        assert not holds({**without, f"{field}_renamed": golden[field]}, golden)
        assert not holds({**golden, field: "something else"}, golden)
