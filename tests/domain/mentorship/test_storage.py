"""Facts as they are stored: there and back, ids made of content, a golden file for each type."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.mentorship.decide import open_mentorship
from domain.mentorship.events import EVENTS, Event
from domain.mentorship.state import State
from domain.mentorship.storage import UPCASTERS, UnknownEvent, fold, load, store
from domain.mentorship.turn import FOLDS, Fact
from domain.record import StoredFact
from tests.domain.mentorship.lives import LIVES, lives
from tests.domain.mentorship.story import START, Story

GOLDEN = Path(__file__).parents[1] / "golden"
UNFOLDED = {"rung_undelivered", "staff_acted"}
"""What is in the record for people to read, and changes nothing."""


def stored(story: Story) -> list[StoredFact]:
    """All facts of a story as the record holds them."""
    return [store("m1", fact) for fact in story.facts]


def file_of(event: type[Event]) -> Path:
    return GOLDEN / f"{event.TYPE}.v{event.SCHEMA}.json"


def examples() -> dict[str, Fact]:
    """The first fact of each type that some life sees."""
    found: dict[str, Fact] = {}
    for story in lives():
        for fact in story.facts:
            found.setdefault(fact.event.TYPE, fact)
    return found


@pytest.mark.parametrize("life", LIVES)
def test_every_fact_comes_back_as_it_was_stored(life: Any) -> None:
    story = life()

    for fact, item in zip(story.facts, stored(story), strict=True):
        assert load(item) == fact
        assert load(StoredFact.model_validate_json(item.model_dump_json())) == fact


@pytest.mark.parametrize("life", LIVES)
def test_a_mentorship_is_the_fold_of_its_stored_facts(life: Any) -> None:
    story = life()

    assert fold("m1", stored(story)) == story.state


@pytest.mark.parametrize("life", LIVES)
def test_a_state_can_be_written_down_and_read_back(life: Any) -> None:
    state = life().state

    assert State.model_validate_json(state.model_dump_json()) == state


def test_the_id_of_a_fact_is_made_of_its_content() -> None:
    (fact,) = Story().facts
    item = store("m1", fact)

    assert store("m1", fact).id == item.id
    assert store("m2", fact).id != item.id
    later = Fact(fact.version, fact.at + timedelta(seconds=1), fact.cause, fact.event)
    assert store("m1", later).id != item.id
    assert len({one.id for one in stored(LIVES[0]())}) == len(LIVES[0]().facts)


def test_a_mentorship_without_facts_is_none() -> None:
    assert fold("m1", []) is None


def test_a_stream_that_does_not_begin_with_its_opening_is_refused() -> None:
    facts = stored(Story().signed())

    with pytest.raises(UnknownEvent, match="does not begin with its opening"):
        fold("m1", facts[1:])


def test_an_event_that_nobody_knows_is_refused_by_its_name() -> None:
    (item,) = stored(Story())

    with pytest.raises(UnknownEvent, match="'party_held'"):
        load(item.model_copy(update={"type": "party_held"}))


def test_an_event_of_a_newer_version_is_refused() -> None:
    (item,) = stored(Story())

    with pytest.raises(UnknownEvent, match="newer version"):
        load(item.model_copy(update={"schema_version": 99}))


def test_an_older_schema_goes_through_its_upcaster(monkeypatch: pytest.MonkeyPatch) -> None:
    story = Story().signed()
    item = next(one for one in stored(story) if one.type == "agreement_signed")
    old = item.model_copy(update={"schema_version": 0, "data": {"who": "mentee"}})
    monkeypatch.setitem(UPCASTERS, ("agreement_signed", 0), lambda data: {"by": data["who"]})

    assert load(old) == story.facts[item.version - 1]


def test_opening_gives_the_first_fact() -> None:
    (fact,) = Story().facts

    assert (fact.version, fact.at, fact.cause) == (1, START, "launch")
    turn = open_mentorship("m1", fact.event, START, "launch")  # type: ignore[arg-type]
    assert turn.facts == [fact]


def test_every_type_of_event_changes_the_state_somewhere() -> None:
    assert {event.TYPE for event in EVENTS.values() if event not in FOLDS} <= UNFOLDED


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_each_type_of_event_keeps_its_stored_format(event: type[Event]) -> None:
    """Where this fails, the format has changed: raise SCHEMA, add an upcaster and a new file.

    A file for a new type is written by `python -m tests.domain.mentorship.golden`.
    """
    golden = json.loads(file_of(event).read_text(encoding="utf-8"))

    fact = load(StoredFact.model_validate(golden))

    assert fact.event.TYPE == event.TYPE
    assert holds(json.loads(store("m1", fact).model_dump_json())["data"], golden["data"])


def holds(new: Any, old: Any) -> bool:
    """Whether everything old is still there; a field may be added, and that is all."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(k in new and holds(new[k], old[k]) for k in old)
    if isinstance(old, list):
        return len(new) == len(old) and all(map(holds, new, old))
    return bool(new == old)


def test_no_golden_file_is_left_of_a_type_that_is_gone() -> None:
    types = {path.name.partition(".")[0] for path in GOLDEN.glob("*.json")}

    assert types == EVENTS.keys()
