"""From unit costs to sizes: plain arithmetic, so that everybody can follow it."""

from math import ceil, log2

from benchmarks.sizing.costs import Life, Record, Turns
from benchmarks.sizing.lives import Crowd
from domain.model import Model

POPULATIONS = (1_000, 100_000, 1_000_000)
MINUTES_A_DAY = 24 * 60
DAYS_A_YEAR = 365


class Assumed(Model):
    """What was not measured, and why it is so.

    The largest cohort that begins at the same moment is a tenth of all pairs. A worker process
    uses one core, and is not to be busy for more than half of it. A write of Temporal's database
    takes 10 ms where it has a network and a real disk, and each shard writes one after the other;
    it is to be busy for a tenth of the time. Ended histories are kept for 90 days.
    """

    largest_cohort: float = 0.10
    busy: float = 0.50
    shard_write_ms: float = 10
    shard_busy: float = 0.10
    kept_days: int = 90


class Inputs(Model):
    """All that the sizes follow from, and where it was measured."""

    machine: str
    day: str
    crowd: Crowd
    life: Life
    turns: Turns
    record: Record
    assumed: Assumed = Assumed()


class Peak(Model):
    """The busiest minute, and what has to be there for it to take a minute and no longer."""

    turns: float
    messages: float
    worker_cores: float
    workers: int
    server_cores: float
    transitions_a_second: float
    shards: int
    database_connections: float


class Size(Model):
    """An installation of so many running mentorships."""

    mentorships: int
    turns_a_day: float
    actions_a_day: float
    messages_a_day: float
    events_a_year: float
    history_bytes_a_year: float
    history_bytes_kept: float
    facts_a_year: float
    record_bytes_a_year: float
    plain: Peak
    jittered: Peak


def size(given: Inputs, mentorships: int) -> Size:
    """What so many running mentorships need; each that ends is followed by another."""
    crowd, life = given.crowd, given.life
    a_day = mentorships / crowd.days
    turns = a_day * turns_of_a_life(crowd)
    history = turns * life.history_bytes / life.turns
    facts = a_day * crowd.facts / crowd.pairs * DAYS_A_YEAR
    return Size(
        mentorships=mentorships,
        turns_a_day=turns,
        actions_a_day=turns * life.actions / life.turns,
        messages_a_day=a_day * crowd.messages / crowd.pairs,
        events_a_year=turns * life.events / life.turns * DAYS_A_YEAR,
        history_bytes_a_year=history * DAYS_A_YEAR,
        history_bytes_kept=history * given.assumed.kept_days,
        facts_a_year=facts,
        record_bytes_a_year=facts * given.record.postgres_bytes,
        plain=peak(given, mentorships, crowd.busiest_turns, crowd.busiest_messages),
        jittered=peak(
            given,
            mentorships,
            crowd.busiest_turns_with_jitter,
            crowd.busiest_messages_with_jitter,
        ),
    )


def turns_of_a_life(crowd: Crowd) -> float:
    """The opening, what time brings, and what people do."""
    return 1 + (crowd.turns_of_time + crowd.turns_of_people) / crowd.pairs


def peak(given: Inputs, mentorships: int, turns: int, messages: int) -> Peak:
    """The busiest minute of the largest cohort, on top of the busiest hour of all the others."""
    crowd, assumed = given.crowd, given.assumed
    cohort = assumed.largest_cohort * mentorships / crowd.pairs
    others = (1 - assumed.largest_cohort) * mentorships / crowd.days * crowd.busiest_hour / 60
    most = cohort * turns + others * turns_of_a_life(crowd)
    worker_ms = max(given.turns.worker_ms_of_time, given.turns.worker_ms_of_people)
    server_ms = max(given.turns.server_ms_of_time, given.turns.server_ms_of_people)
    a_second = most / 60
    transitions = a_second * given.turns.state_transitions
    cores = a_second * worker_ms / 1000
    return Peak(
        turns=most,
        messages=cohort * messages + others * crowd.messages / crowd.pairs,
        worker_cores=cores,
        workers=1 + ceil(cores / assumed.busy),
        server_cores=a_second * server_ms / 1000,
        transitions_a_second=transitions,
        shards=power_of_two(transitions * assumed.shard_write_ms / 1000 / assumed.shard_busy),
        database_connections=a_second * given.record.postgres_append_ms / 1000,
    )


def power_of_two(wanted: float) -> int:
    """The next power of two, four at least: so many shards are a namespace's own for ever."""
    return int(max(4, 2 ** ceil(log2(max(wanted, 1)))))
