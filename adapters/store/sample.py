"""Some pairs of all that are open, drawn evenly; the same seed draws the same ones."""

import random
from bisect import bisect_right
from itertools import accumulate

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy import tuple_ as row_of

from adapters.store.board_pages import COLUMNS, with_cases
from adapters.store.schema import board_table, cohort_table, pair_table
from domain.record import BoardRow

DRAWS = 20
"""So many pairs are drawn for each one that is wanted, for most may be closed by now."""

Place = tuple[str, int]
"""A pair by its cohort and its number there."""


def sample(engine: Engine, size: int, seed: int) -> list[BoardRow]:
    """So many pairs that have opened and still wait for something, or all if they are fewer."""
    found: list[BoardRow] = []
    with engine.connect() as connection:
        drawn = _drawn(connection, size, seed)
        for start in range(0, len(drawn), size):
            if len(found) < size:
                found += _open(connection, drawn[start : start + size])
    return found[:size]


def _drawn(connection: Connection, size: int, seed: int) -> list[Place]:
    """Places among all launched pairs: in each cohort they are numbered from 1 without a gap."""
    last = select(func.max(pair_table.c.ordinal)).where(pair_table.c.cohort == cohort_table.c.name)
    query = select(cohort_table.c.name, last.scalar_subquery()).order_by(cohort_table.c.name)
    sizes = {name: many or 0 for name, many in connection.execute(query)}
    names, ends = list(sizes), list(accumulate(sizes.values()))
    every = range(ends[-1] if ends else 0)
    numbers = random.Random(seed).sample(every, min(len(every), DRAWS * size))  # noqa: S311  no secret
    return [_place(names, ends, number) for number in numbers]


def _place(names: list[str], ends: list[int], number: int) -> Place:
    at = bisect_right(ends, number)
    return names[at], number - (ends[at - 1] if at else 0) + 1


def _open(connection: Connection, places: list[Place]) -> list[BoardRow]:
    among = board_table.join(pair_table, pair_table.c.id == board_table.c.mentorship)
    drawn = row_of(pair_table.c.cohort, pair_table.c.ordinal).in_(places)
    waits = or_(board_table.c.stage != "closed", board_table.c.due.is_not(None))
    query = select(*COLUMNS).select_from(among).where(drawn, waits)
    rows = connection.execute(query.order_by(board_table.c.mentorship)).mappings().all()
    these = board_table.c.mentorship.in_([row["mentorship"] for row in rows])
    return list(with_cases(connection, rows, these))
