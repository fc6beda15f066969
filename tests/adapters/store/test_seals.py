"""Each fact is sealed to the one before it, alike in every database."""

from datetime import timedelta

import orjson
import pytest
from sqlalchemy import Engine

from adapters.store.event_store import event_store
from adapters.store.seal import START, chain, digest, seal
from domain.record import Batch
from tests.adapters.store.chains import bodies_of, broken_seals, head_of, seals_of
from tests.adapters.store.samples import MONDAY, Wall, batch, fact

TOLD = fact("ana-ben", 1, "Führen, 指導 \t", zebra=1, ant=[0.1, None], deep={"b": 1, "a": {}})


def test_the_seals_of_a_stream_can_be_computed_from_what_is_stored(engine: Engine) -> None:
    events = event_store(engine)
    events.append(Batch(stream="ana-ben", cohort="spring", expected=0, facts=(TOLD,)))
    events.append(batch("cem-ben", 1, count=3))
    events.append(batch("ana-ben", 2, count=100))

    assert broken_seals(engine, "ana-ben") == []
    assert broken_seals(engine, "cem-ben") == []
    assert len(set(seals_of(engine, "ana-ben"))) == 101


def test_what_is_sealed_is_stored_letter_by_letter(engine: Engine) -> None:
    given = Batch(stream="ana-ben", cohort="spring", expected=0, facts=(TOLD,))

    event_store(engine).append(given)

    assert bodies_of(engine, "ana-ben") == [orjson.dumps(TOLD.data)]


def test_both_databases_make_the_same_seals(engine: Engine, wall: Wall) -> None:
    wall.wait(0.000_001)
    given = Batch(stream="ana-ben", cohort="spring", expected=0, facts=(TOLD,))

    event_store(engine, wall).append(given)

    fingerprint = digest(TOLD, "spring", orjson.dumps(TOLD.data))
    assert seals_of(engine, "ana-ben") == [seal(START, fingerprint, wall.time)]
    assert head_of(engine, "ana-ben") == seal(START, fingerprint, wall.time)


def test_the_same_facts_again_leave_the_chain_as_it_was(engine: Engine) -> None:
    events = event_store(engine)
    events.append(batch("ana-ben", 1, count=3))
    before = seals_of(engine, "ana-ben"), head_of(engine, "ana-ben")

    events.append(batch("ana-ben", 1, count=2))

    assert (seals_of(engine, "ana-ben"), head_of(engine, "ana-ben")) == before


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"stream": "cem-ben"},
        {"version": 2},
        {"type": "task_done"},
        {"schema_version": 2},
        {"at": TOLD.at + timedelta(microseconds=1)},
        {"cause": "request-2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_fingerprint_covers_every_part_of_a_fact(change: dict[str, object]) -> None:
    body = orjson.dumps(TOLD.data)

    assert digest(TOLD.model_copy(update=change), "spring", body) != digest(TOLD, "spring", body)


def test_a_fingerprint_covers_the_cohort_and_each_byte_of_the_data() -> None:
    body = orjson.dumps(TOLD.data)

    prints = {digest(TOLD, cohort, data) for cohort in "ab" for data in (body, body + b" ")}

    assert len(prints) == 4


def test_a_seal_covers_all_facts_before_it_their_order_and_the_time_of_recording() -> None:
    one, two, three = (bytes([n]) * 32 for n in range(3))
    later = MONDAY + timedelta(microseconds=1)

    ends = {
        chain(START, facts, moment)[-1]
        for facts in ([one, two, three], [two, one, three], [two, three])
        for moment in (MONDAY, later)
    }

    assert len(ends) == 6
    assert (
        chain(chain(START, [one], MONDAY)[-1], [two], MONDAY)
        == chain(START, [one, two], MONDAY)[1:]
    )
