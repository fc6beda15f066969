"""Every pair of a cohort in one line, with its own numbers, for whoever reckons on."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, case, func, select

from adapters.store.read_schema import course_table, episode_table, score_table
from adapters.store.schema import board_table


def pair_lines(cohort: str, plan: CTE) -> Select[Any]:
    """The lines, in the order of the pairs' ids."""
    b, pair = board_table.c, board_table.c.mentorship
    surveys, stalls = _surveys(cohort), _stalls(cohort)
    own = (b.mentorship, b.mentee, b.mentor, b.stage, b.outcome, b.band, b.health)
    reason = func.coalesce(course_table.c.reason, "").label("reason")
    counted = (
        *(plan.c.met, plan.c.planned, surveys.c.asked, surveys.c.answered),
        *(stalls.c.cases, stalls.c.open_cases),
    )
    numbers = (func.coalesce(column, 0).label(column.key) for column in counted)
    joined = (
        board_table.outerjoin(course_table, course_table.c.mentorship == pair)
        .outerjoin(plan, plan.c.mentorship == pair)
        .outerjoin(surveys, surveys.c.mentorship == pair)
        .outerjoin(stalls, stalls.c.mentorship == pair)
    )
    lines = select(*own, reason, *numbers).select_from(joined)
    return lines.where(b.cohort == cohort).order_by(pair)


def _surveys(cohort: str) -> Subquery:
    c = score_table.c
    asked = func.sum(_over(c.mentee_asked + c.mentor_asked)).label("asked")
    answered = func.sum(_over(c.mentee_answered + c.mentor_answered)).label("answered")
    found = select(c.mentorship, asked, answered).where(c.cohort == cohort)
    return found.group_by(c.mentorship).subquery("surveys")


def _over(number: ColumnElement[int]) -> ColumnElement[int]:
    return case((score_table.c.over, number), else_=0)


def _stalls(cohort: str) -> Subquery:
    c = episode_table.c
    still_open = func.sum(case((c.ended_by == "", 1), else_=0)).label("open_cases")
    found = select(c.mentorship, func.count().label("cases"), still_open)
    return found.where(c.cohort == cohort).group_by(c.mentorship).subquery("stalls")
