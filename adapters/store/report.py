"""The sums that a report is made from, added up by the database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from adapters.store.behind import LINES, behind, listed
from adapters.store.pair_lines import pair_lines
from adapters.store.plan import kept
from adapters.store.read_schema import course_table, episode_table, score_table
from adapters.store.schema import board_table
from domain.mentorship.parties import PAIR
from domain.report.counts import (
    Counts,
    Ending,
    Kept,
    Recommended,
    Stalled,
    Standing,
    Surveyed,
)
from domain.report.ports import Behind, Pair, PairLine

Row = dict[str, Any]


class SqlReports:
    """Reports on SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counts(self, cohort: str, at: datetime) -> Counts:
        plan = kept(cohort, at, self._engine.dialect.name)
        with self._engine.connect() as connection:
            return Counts(
                standings=tuple(Standing(**row) for row in _all(connection, _standings(cohort))),
                endings=tuple(Ending(**row) for row in _all(connection, _endings(cohort))),
                surveys=tuple(Surveyed(**row) for row in _all(connection, _surveys(cohort))),
                kept=tuple(Kept(**row) for row in _all(connection, _kept(plan))),
                stalled=tuple(Stalled(**row) for row in _all(connection, _stalled(cohort))),
                recommended=tuple(
                    Recommended(**row) for row in _all(connection, _recommended(cohort))
                ),
                **_all(connection, _attained(cohort))[0],
            )

    def behind(
        self, cohort: str, at: datetime, figure: str, number: str, after: str = ""
    ) -> Behind:
        plan = kept(cohort, at, self._engine.dialect.name)
        which = behind(cohort, plan, figure, number)
        page = listed(cohort, which, after).limit(LINES + 1)
        count = select(func.count()).select_from(which.subquery())
        with self._engine.connect() as connection:
            found = tuple(Pair(**row) for row in _all(connection, page))
            pairs = connection.execute(count).scalar_one()
        shown = found[:LINES]
        more = shown[-1].mentorship if len(found) > LINES else ""
        return Behind(pairs=pairs, page=shown, more=more)

    def pairs(self, cohort: str, at: datetime) -> Iterator[PairLine]:
        query = pair_lines(cohort, kept(cohort, at, self._engine.dialect.name))
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=500).execute(query).mappings():
                yield PairLine(**row)


def _all(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _standings(cohort: str) -> Select[Any]:
    c = board_table.c
    by = (c.stage, c.outcome, c.band)
    counted = select(*by, func.count().label("pairs")).where(c.cohort == cohort)
    return counted.group_by(*by).order_by(*by)


def _endings(cohort: str) -> Select[Any]:
    c = course_table.c
    by = (c.outcome, c.reason)
    counted = select(*by, func.count().label("pairs"))
    closed = counted.where(c.cohort == cohort, c.closed.is_not(None))
    return closed.group_by(*by).order_by(*by)


def _attained(cohort: str) -> Select[Any]:
    c = course_table.c
    informal = func.coalesce(func.max(case((c.informal, 1), else_=0)), 0) == 1
    return select(
        func.count(c.attainment).label("attained"),
        func.avg(c.attainment).label("attainment"),
        informal.label("informal"),
    ).where(c.cohort == cohort)


def _surveys(cohort: str) -> Select[Any]:
    c = score_table.c
    sums: list[ColumnElement[Any]] = [c.kind, c.round]
    for role in PAIR:
        for what in ("asked", "answered"):
            name = f"{role}_{what}"
            over = func.sum(case((c.over, c[name]), else_=0))
            sums.append(over.label(name))
        satisfaction = c[f"{role}_satisfaction"]
        sums.append(func.count(satisfaction).label(f"{role}_scores"))
        sums.append(func.coalesce(func.sum(satisfaction), 0).label(f"{role}_sum"))
    sums.append(func.count(c.attainment).label("attainments"))
    sums.append(func.coalesce(func.sum(c.attainment), 0.0).label("attainment_sum"))
    by = (c.kind, c.round)
    return select(*sums).where(c.cohort == cohort).group_by(*by).order_by(*by)


def _kept(plan: CTE) -> Select[Any]:
    c = plan.c
    return (
        select(
            c.way,
            func.count().label("pairs"),
            cast(func.sum(c.met), Integer).label("met"),
            cast(func.sum(c.planned), Integer).label("planned"),
        )
        .group_by(c.way)
        .order_by(c.way)
    )


def _stalled(cohort: str) -> Select[Any]:
    c = episode_table.c
    by = (c.trigger, c.ended_by)
    counted = select(*by, func.count().label("cases")).where(c.cohort == cohort)
    return counted.group_by(*by).order_by(*by)


def _recommended(cohort: str) -> Select[Any]:
    """How often each answer was given, in final assessments that are over."""
    said = union_all(*(_said(cohort, role) for role in PAIR)).subquery("said")
    return select(said).order_by(said.c.role, said.c.score)


def _said(cohort: str, role: str) -> Select[Any]:
    c = score_table.c
    answer = c[f"{role}_recommend"]
    said = select(literal(role).label("role"), answer.label("score"), func.count().label("people"))
    finals = said.where(c.cohort == cohort, c.kind == "final", c.over, answer.is_not(None))
    return finals.group_by(answer)
