"""The page of sizes is what its stored inputs give, and its arithmetic can be followed by hand."""

import pytest

from benchmarks.sizing.__main__ import PAGE, stored
from benchmarks.sizing.costs import Life, Record, Turns
from benchmarks.sizing.lives import Crowd, counted, lives
from benchmarks.sizing.model import Inputs, power_of_two, size
from benchmarks.sizing.page import bytes_of, number, page

BY_HAND = Inputs(
    machine="a desk",
    day="2026-01-01",
    crowd=Crowd(
        pairs=10,
        days=100,
        turns_of_time=500,
        turns_of_people=490,
        facts=2000,
        messages=1000,
        busiest_turns=5,
        busiest_turns_with_jitter=1,
        busiest_messages=10,
        busiest_messages_with_jitter=2,
        busiest={"agreement_reminded": 5},
        busiest_hour=0.24,
    ),
    life=Life(turns=100, actions=300, events=1000, history_bytes=500_000, runs=20),
    turns=Turns(
        worker_ms_of_time=20,
        worker_ms_of_people=30,
        server_ms_of_time=60,
        server_ms_of_people=40,
        cached_kib=100,
        state_transitions=6,
    ),
    record=Record(
        sqlite_bytes=800, postgres_bytes=1000, sqlite_append_ms=5, postgres_append_ms=0.6
    ),
)


def test_the_stored_page_is_what_the_stored_inputs_give() -> None:
    assert page(stored()) == PAGE.read_text(encoding="utf-8")


def test_days_and_years_follow_from_the_lives_of_pairs() -> None:
    found = size(BY_HAND, 1000)

    assert found.turns_a_day == pytest.approx(1000 / 100 * 100)  # ten pairs a day, 100 turns each
    assert found.actions_a_day == pytest.approx(3000)
    assert found.messages_a_day == pytest.approx(1000)
    assert found.events_a_year == pytest.approx(1000 * 10 * 365)
    assert found.history_bytes_kept == pytest.approx(1000 * 5000 * 90)
    assert found.record_bytes_a_year == pytest.approx(10 * 200 * 365 * 1000)


def test_the_busiest_minute_is_one_cohorts_on_top_of_the_others_busiest_hour() -> None:
    found = size(BY_HAND, 100_000)
    others = 90_000 / 100 * 100 * 0.24 / 60

    assert found.plain.turns == pytest.approx(10_000 * 0.5 + others)
    assert found.jittered.turns == pytest.approx(10_000 * 0.1 + others)
    assert found.plain.worker_cores == pytest.approx(found.plain.turns / 60 * 0.030)
    assert found.plain.server_cores == pytest.approx(found.plain.turns / 60 * 0.060)
    assert found.plain.workers == 1 + 6  # 2.68 cores, each worker busy for half a core
    assert found.plain.shards == 64  # 536 transitions a second, ten a shard


@pytest.mark.parametrize(("wanted", "given"), [(0.1, 4), (4, 4), (5, 8), (512, 512), (513, 1024)])
def test_shards_come_in_powers_of_two(wanted: float, given: int) -> None:
    assert power_of_two(wanted) == given


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0"), (0.12345, "0.123"), (12.34, "12.3"), (123_456, "123,000")]
)
def test_figures_have_three_digits(value: float, told: str) -> None:
    assert number(value) == told
    assert bytes_of(1_234_000_000) == "1.23 GB"


def test_jitter_moves_turns_apart_and_loses_none() -> None:
    crowd = counted(lives(12))

    assert crowd.pairs == 12
    assert crowd.turns_of_time > 12 * 20
    assert crowd.busiest_turns_with_jitter <= crowd.busiest_turns
    assert sum(crowd.busiest.values()) == crowd.busiest_turns
