"""The page of sizes, written from the inputs alone."""

from collections.abc import Callable, Iterator

from benchmarks.sizing.model import POPULATIONS, Inputs, Peak, Size, size

Told = Callable[[Size], str]
UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
THOUSAND = 1000
WHOLE = 100

PAGE = """\
# How large an installation has to be

Made by `python -m benchmarks.sizing`, which measures what one turn of one pair costs, lets a
cohort live through its program, and multiplies. Don't edit it: `--page` writes it anew from
`deploy/sizing.json`. Measured on {given.day}: {given.machine}.

{sizes}

## How to read it

- A **turn** is one passing of time or one request in one pair: at most one Update, one append, one
  post of letters.
- The **busiest minute** is that of the largest cohort ({assumed.largest_cohort:.0%} of all pairs,
  begun at the same moment), on top of the busiest hour of all the others. Without jitter
  {together:.0%} of a cohort act in the same minute ({what}); with it, {spread:.0%}.
- With fewer workers nothing is lost: a minute's work takes longer, and whatever is late is done
  once, when it can be.
- History shards can't be changed later: choose for the size that you will reach. Temporal Cloud
  needs no such choice.
- A worker keeps up to 1,000 mentorships in its cache, {cache} in all; the others are replayed when
  they act.
- Not in it: what encryption adds to each payload of the history, Temporal's own indexes and
  replicas, pages and API calls that only read, and the letters that working hours hold back until
  the morning (`working_hours` of a program gathers them at the opening hour of each zone).

## What it is made of

| measured | |
|---|---:|
{measured}

| assumed | |
|---|---:|
{taken}
"""


def page(given: Inputs) -> str:
    """The whole page."""
    crowd = given.crowd
    kinds = list(crowd.busiest.items())[:2]
    return PAGE.format(
        given=given,
        crowd=crowd,
        assumed=given.assumed,
        sizes="\n".join(_sizes(given)),
        together=crowd.busiest_turns / crowd.pairs,
        spread=crowd.busiest_turns_with_jitter / crowd.pairs,
        what=", ".join(f"{count / crowd.pairs:.0%} `{fact}`" for fact, count in kinds),
        cache=bytes_of(given.turns.cached_kib * 1024 * THOUSAND),
        measured="\n".join(f"| {what} | {figure} |" for what, figure in _measured(given)),
        taken="\n".join(f"| {what} | {figure} |" for what, figure in _assumed(given)),
    )


def number(value: float) -> str:
    """Three digits that mean something: 1,230,000 and 0.123."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= WHOLE else f"{rounded:.3g}"


def bytes_of(value: float) -> str:
    """The same with a unit."""
    power = 0
    while value >= THOUSAND and power < len(UNITS) - 1:
        value, power = value / THOUSAND, power + 1
    return f"{number(value)} {UNITS[power]}"


def _sizes(given: Inputs) -> Iterator[str]:
    sizes = [size(given, count) for count in POPULATIONS]
    yield "| running mentorships | " + " | ".join(f"{one.mentorships:,}" for one in sizes) + " |"
    yield "|---|" + "---:|" * len(sizes)
    for what, told in ROWS:
        yield f"| {what} | " + " | ".join(told(one) for one in sizes) + " |"


def _both(told: Callable[[Peak], str]) -> Told:
    return lambda one: f"{told(one.jittered)} ({told(one.plain)})"


ROWS: tuple[tuple[str, Told], ...] = (
    ("turns a day", lambda one: number(one.turns_a_day)),
    ("Temporal actions a day", lambda one: number(one.actions_a_day)),
    ("messages a day", lambda one: number(one.messages_a_day)),
    ("**busiest minute**, with jitter (without): turns", _both(lambda p: number(p.turns))),
    ("· messages", _both(lambda p: number(p.messages))),
    ("· CPU cores of the workers", _both(lambda p: number(p.worker_cores))),
    ("· **worker processes**, one of them to spare", _both(lambda p: f"{p.workers:,}")),
    ("· CPU cores of Temporal's server", _both(lambda p: number(p.server_cores))),
    ("· state transitions a second", _both(lambda p: number(p.transitions_a_second))),
    ("· **history shards**", _both(lambda p: f"{p.shards:,}")),
    ("· database connections busy with appends", _both(lambda p: number(p.database_connections))),
    ("history events a year", lambda one: number(one.events_a_year)),
    ("history written a year", lambda one: bytes_of(one.history_bytes_a_year)),
    ("**history kept**", lambda one: bytes_of(one.history_bytes_kept)),
    ("facts a year", lambda one: number(one.facts_a_year)),
    (
        "**record a year** in PostgreSQL, with read models and letters",
        lambda one: bytes_of(one.record_bytes_a_year),
    ),
)


def _measured(given: Inputs) -> Iterator[tuple[str, str]]:
    crowd, life, turns, record = given.crowd, given.life, given.turns, given.record

    def each(total: float) -> str:
        return number(total / crowd.pairs)

    def both(first: float, second: float, unit: str) -> str:
        return f"{number(first)} {unit}, {number(second)} {unit}"

    yield "simulated pairs, behaviours mixed as in the sample cohort", f"{crowd.pairs:,}"
    yield "a pair lasts, follow-up included", f"{number(crowd.days)} days"
    turned = f"{each(crowd.turns_of_time)}, {each(crowd.turns_of_people)}"
    yield "turns that time brings, that people bring, a pair", turned
    yield "facts, messages, a pair", f"{each(crowd.facts)}, {each(crowd.messages)}"
    yield "of all turns, in the busiest hour of the day", f"{crowd.busiest_hour:.1%}"
    engine = f"{life.turns} turns, {life.actions} actions, {life.events:,} events"
    size_of_it = f"{engine} in {life.runs} runs, {bytes_of(life.history_bytes)}"
    yield "the standard life of 26 weeks on the real server", size_of_it
    worker = both(turns.worker_ms_of_time, turns.worker_ms_of_people, "ms")
    yield "CPU of a worker process, a turn of time, of people, with two letters", worker
    server = both(turns.server_ms_of_time, turns.server_ms_of_people, "ms")
    yield "CPU of Temporal's development server (SQLite), the same", server
    yield "state transitions a turn", number(turns.state_transitions)
    yield "memory of a mentorship in a worker's cache", f"{number(turns.cached_kib)} KiB"
    stored = both(record.sqlite_bytes, record.postgres_bytes, "B")
    yield "a fact with read models and letters, in SQLite, in PostgreSQL", stored
    append = both(record.sqlite_append_ms, record.postgres_append_ms, "ms")
    yield "an append with its board row, SQLite (waits for the disk), PostgreSQL (doesn't)", append


def _assumed(given: Inputs) -> Iterator[tuple[str, str]]:
    assumed = given.assumed
    yield "largest cohort that begins at the same moment", f"{assumed.largest_cohort:.0%} of all"
    yield "a worker process uses one core, and is busy at most", f"{assumed.busy:.0%}"
    yield "a write of Temporal's database", f"{number(assumed.shard_write_ms)} ms"
    yield "a shard writes one after the other, and is busy at most", f"{assumed.shard_busy:.0%}"
    yield "ended runs are kept", f"{assumed.kept_days} days"
