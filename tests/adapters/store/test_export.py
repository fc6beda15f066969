"""The record as CloudEvents: what others read, and what we read back."""

import orjson
import pytest

from adapters.store.export import PAGE, export, from_cloudevent, read_export, to_cloudevent
from adapters.store.fake import FakeEventStore
from domain.record import Batch
from tests.adapters.store.samples import Wall, batch, fact


@pytest.fixture
def events(wall: Wall) -> FakeEventStore:
    return FakeEventStore(wall)


def test_a_fact_is_written_as_the_contract_says(events: FakeEventStore) -> None:
    events.append(batch("spring-ana-ben", 1, count=12))

    line = list(export(events))[11]

    assert line.endswith(b"}\n")
    assert orjson.loads(line) == {
        "specversion": "1.0",
        "id": "spring-ana-ben:12:",
        "source": "/cohorts/spring",
        "subject": "spring-ana-ben",
        "type": "tandem.mentorship.task_set.v1",
        "time": "2026-03-02T21:00:00Z",
        "sequence": "0000000000000000012",
        "streamversion": 12,
        "recordedtime": "2026-04-01T09:00:00Z",
        "correlationid": "mentorship-spring-ana-ben",
        "causationid": "request-1",
        "datacontenttype": "application/json",
        "data": {"text": ""},
    }


def test_an_export_read_back_is_the_record(events: FakeEventStore, wall: Wall) -> None:
    told = fact("ana-ben", 1, "Führen, 指導", levels=[-2, 0.5, None])
    events.append(Batch(stream="ana-ben", cohort="spring 26/a", expected=0, facts=(told,)))
    wall.wait(0.000001)
    events.append(batch("cem-ben", 1, count=2))

    assert list(read_export(export(events))) == events.read()


def test_an_export_goes_on_behind_a_position_over_several_pages(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1, count=2 * PAGE + 5))

    positions = [each.position for each in read_export(export(events, after=3))]

    assert positions == list(range(4, 2 * PAGE + 6))


def test_an_event_of_another_system_is_refused(events: FakeEventStore) -> None:
    events.append(batch("ana-ben", 1))
    event = to_cloudevent(events.read()[0])

    with pytest.raises(ValueError, match=r"com\.example\.order is not from a record of Tandem"):
        from_cloudevent(event | {"type": "com.example.order"})
    with pytest.raises(ValueError, match="/orders/1 is not from a record of Tandem"):
        from_cloudevent(event | {"source": "/orders/1"})
