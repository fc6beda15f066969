"""Boards with as many pairs as a test wants, put there without living through their lives."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from adapters.store.engine import writing
from adapters.store.schema import board_table, pair_table
from domain.mentorship.health import WEIGHTS
from domain.people.folding import folded
from tests.entrypoints.web.stage import FIRST, Stage

Changes = Callable[[int], Mapping[str, Any]]
PAGE = 2000


def plain(_number: int) -> Mapping[str, Any]:
    """A pair as all are."""
    return {}


def fill(stage: Stage, count: int, changes: Changes = plain, cohort: str = "spring") -> list[str]:
    """Add pairs to a board that differ from the first one as the test says; returns their ids."""
    with writing(stage.kept.engine) as connection:
        like = select(board_table).where(board_table.c.mentorship == FIRST)
        first = dict(connection.execute(like).mappings().one())
        rows = [_row(stage, first, n, {"cohort": cohort, **changes(n)}) for n in range(count)]
        for start in range(0, count, PAGE):
            page = rows[start : start + PAGE]
            connection.execute(insert(board_table), page)
            connection.execute(insert(pair_table), _roster(cohort, 100 + start, page))
    return [row["mentorship"] for row in rows]


def _row(
    stage: Stage, first: dict[str, Any], n: int, changes: Mapping[str, Any]
) -> dict[str, Any]:
    mentee, mentor = f"Mentee {n:05}", f"Mentor {n:05}"
    row = {
        **first,
        "mentorship": f"{changes['cohort']}-E{n:05}-M{n:05}",
        "mentee": mentee,
        "mentor": mentor,
        "stage": "active",
        "health": 40 + n % 60,
        "band": "fair" if n % 60 < 30 else "good",
        "due": stage.now + timedelta(days=1, minutes=n),
        "parts": {name: most // 2 for name, most in WEIGHTS.items()},
        "contact_at": stage.now,
        **changes,
    }
    return row | {"names": folded(f"{row['mentee']} {row['mentor']} {row['mentorship']}")}


def _roster(cohort: str, before: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the roster has of them; two people stand for all."""
    return [
        {
            "cohort": cohort,
            "ordinal": before + n,
            "id": row["mentorship"],
            "mentee": "N01",
            "mentor": "M01",
            "note": "",
        }
        for n, row in enumerate(rows, 1)
    ]
