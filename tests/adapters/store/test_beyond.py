"""Letters of facts that nobody has recorded show that two back-ups were mixed."""

from sqlalchemy import Engine

from adapters.store.beyond import beyond
from tests.adapters.store.conftest import sql_store
from tests.adapters.store.samples import MONDAY, Wall, batch, message


def test_letters_of_recorded_facts_are_as_they_should_be(engine: Engine, wall: Wall) -> None:
    store = sql_store(engine, wall)
    store.events.append(batch("ana-ben", 1, 12))
    for effect in ("ana-ben/1/1", "ana-ben/2/1", "ana-ben/12/10"):
        store.deliveries.claim(message(effect), f"<{effect}>", MONDAY)

    assert beyond(engine) == []


def test_letters_behind_the_last_fact_are_found(engine: Engine, wall: Wall) -> None:
    store = sql_store(engine, wall)
    store.events.append(batch("ana-ben", 1, 9))
    for effect in ("ana-ben/9/1", "ana-ben/10/1", "cem-ben/1/2"):
        store.deliveries.claim(message(effect), f"<{effect}>", MONDAY)

    assert [row.effect for row in beyond(engine)] == ["ana-ben/10/1", "cem-ben/1/2"]
