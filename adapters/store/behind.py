"""The pairs behind each number of a report, found by the keys of its figures."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, Table, and_, select

from adapters.store.read_schema import course_table, episode_table, score_table
from adapters.store.schema import board_table
from domain.mentorship.parties import PAIR
from domain.report.episodes import OPEN
from domain.report.pairs import CUT_SHORT, STAGES
from domain.report.ports import NoSuchFigure
from domain.report.surveys import FINAL

LINES = 100
"""So many pairs are on a page."""

NUMBER = re.compile(r"[a-z0-9_.-]{1,100}")
ROUND = re.compile(r"[1-9][0-9]{0,3}")


class Asked(NamedTuple):
    """Whose pairs, how each keeps to its plan, and the parts of a number's key."""

    cohort: str
    plan: CTE
    parts: list[str]


Which = Select[tuple[str]]


def behind(cohort: str, plan: CTE, figure: str, number: str) -> Which:
    """The ids of the pairs behind a number; raises `NoSuchFigure`."""
    find = FIGURES.get(figure)
    try:
        if find and NUMBER.fullmatch(number):
            return find(Asked(cohort, plan, number.split(".")))
    except ValueError:
        raise NoSuchFigure from None
    raise NoSuchFigure


def listed(cohort: str, which: Which, after: str) -> Select[Any]:
    """Pairs as they are listed, behind one of them."""
    c = board_table.c
    named = (c.mentorship, c.mentee, c.mentor, c.stage, c.outcome, c.band, c.health)
    query = select(*named).where(c.cohort == cohort, c.mentorship.in_(which))
    return query.where(c.mentorship > after).order_by(c.mentorship)


def _of(table: Table, asked: Asked, *conditions: ColumnElement[bool]) -> Which:
    """Each pair once that has such a row."""
    found = select(table.c.mentorship).where(table.c.cohort == asked.cohort, *conditions)
    return found.distinct()


def _outcomes(asked: Asked) -> Which:
    (where,) = asked.parts
    column = board_table.c.stage if where in STAGES else board_table.c.outcome
    return _of(board_table, asked, column == where)


def _health(asked: Asked) -> Which:
    (band,) = asked.parts
    return _of(board_table, asked, board_table.c.band == band)


def _reasons(asked: Asked) -> Which:
    (reason,) = asked.parts
    c = course_table.c
    return _of(course_table, asked, c.reason == reason, c.outcome.in_(CUT_SHORT))


def _meetings(asked: Asked) -> Which:
    (way,) = asked.parts
    c = asked.plan.c
    return select(c.mentorship).where(c.way == way)


def _responses(asked: Asked) -> Which:
    kind, role, *lacking = asked.parts
    c = score_table.c
    asked_of = c[f"{_known(role)}_asked"] == 1
    return _of(score_table, asked, c.kind == kind, c.over, asked_of, *_lacking(role, lacking))


def _lacking(role: str, rest: list[str]) -> list[ColumnElement[bool]]:
    if rest not in ([], ["lacking"]):
        raise ValueError(rest)
    return [score_table.c[f"{role}_answered"] == 0] if rest else []


def _satisfaction(asked: Asked) -> Which:
    column, role = asked.parts
    said = score_table.c[f"{_known(role)}_satisfaction"].is_not(None)
    return _of(score_table, asked, _round(column), said)


def _attainment(asked: Asked) -> Which:
    (column,) = asked.parts
    if column == "now":
        return _of(course_table, asked, course_table.c.attainment.is_not(None))
    return _of(score_table, asked, _round(column), score_table.c.attainment.is_not(None))


def _nps(asked: Asked) -> Which:
    role, *lacking = asked.parts
    c = score_table.c
    final = and_(c.kind == FINAL, c.over, c[f"{_known(role)}_asked"] == 1)
    said = _lacking(role, lacking) or [c[f"{role}_recommend"].is_not(None)]
    return _of(score_table, asked, final, *said)


def _episodes(asked: Asked) -> Which:
    trigger, how = asked.parts
    c = episode_table.c
    return _of(
        episode_table, asked, c.trigger == trigger, c.ended_by == ("" if how == OPEN else how)
    )


def _round(column: str) -> ColumnElement[bool]:
    """The surveys of a point in a course; raises ValueError where there is no such point."""
    c = score_table.c
    if column == FINAL:
        return c.kind == FINAL
    if not ROUND.fullmatch(column):
        raise ValueError(column)
    return and_(c.kind == "review", c.round == int(column))


def _known(role: str) -> str:
    if role not in PAIR:
        raise ValueError(role)
    return role


FIGURES: dict[str, Callable[[Asked], Which]] = {
    "outcomes": _outcomes,
    "health": _health,
    "meetings": _meetings,
    "responses": _responses,
    "satisfaction": _satisfaction,
    "attainment": _attainment,
    "nps": _nps,
    "episodes": _episodes,
    "reasons": _reasons,
}
"""The figures, each with the way to find the pairs behind its numbers."""
