"""Meetings held against plan, counted by the database: what domain/mentorship/health.py says."""

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Float, Integer, case, cast, func, literal, select

from adapters.store.read_schema import course_table

_c = course_table.c


def kept(cohort: str, at: datetime, dialect: str) -> CTE:
    """Each pair of a cohort that has started, with `met`, `planned` and its `way` to keep to it.

    Materialized, for what is planned is much work and would be done anew wherever it is named.
    """
    asked = case((_c.informal, _c.due), else_=_greatest(_c.due, _rounds(at, dialect), dialect))
    plans = select(_c.mentorship, _c.met, asked.label("planned"))
    started = plans.where(_c.cohort == cohort, _c.started.is_not(None))
    plan = started.cte("plan").prefix_with("MATERIALIZED")
    return select(plan, _way(plan.c.met, plan.c.planned).label("way")).cte("kept")


def _way(met: ColumnElement[int], planned: ColumnElement[int]) -> ColumnElement[str]:
    return case(
        (planned == 0, "nothing_due"),
        (met == 0, "none"),
        (met * 2 < planned, "less_than_half"),
        (met < planned, "half_or_more"),
        else_="all",
    )


def _rounds(at: datetime, dialect: str) -> ColumnElement[int]:
    """How often the rhythm has come round since the start: a pause and the end stop the clock."""
    now = literal(int(at.timestamp()), Float)
    seen = func.coalesce(_seconds(_c.closed, dialect), _seconds(_c.paused_since, dialect), now)
    ends = func.coalesce(_seconds(_c.ends, dialect), seen)
    last = func.least(seen, ends) if dialect == "postgresql" else func.min(seen, ends)
    passed = (last - _seconds(_c.started, dialect) - _c.paused_for) / _c.cadence
    return cast(func.floor(passed) if dialect == "postgresql" else passed, Integer)


def _seconds(moment: ColumnElement[Any], dialect: str) -> ColumnElement[float]:
    if dialect == "postgresql":
        return cast(func.floor(func.extract("epoch", moment)), Float)
    return cast(func.strftime("%s", moment), Float)


def _greatest(one: ColumnElement[int], other: ColumnElement[int], dialect: str) -> Any:
    return func.greatest(one, other) if dialect == "postgresql" else func.max(one, other)
